/** Any text as HTML or SVG that shows exactly that text, between tags as well as in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Gives each name once: what was given already gets a number, as in "Times (2)". */
export type Unique = (name: string) => string;

export function uniqueNames(numbered: (name: string, number: number) => string): Unique {
  const taken = new Set<string>();
  return (name) => {
    let given = name;
    for (let number = 2; taken.has(given); number++) given = numbered(name, number);
    taken.add(given);
    return given;
  };
}

/**
 * A box that scrolls sideways when its content is wider than the page. Who has no mouse must be able to focus it to do
 * so, which is why it has a role and a name (WCAG 2.1.1; axe: scrollable-region-focusable). The page's script takes
 * both away again while everything fits.
 * @param label plain text, unique on the page
 */
export function scrollBox(label: string, content: string): string {
  return `${openScrollBox(label)}${content}${CLOSE_SCROLL_BOX}`;
}

export function openScrollBox(label: string): string {
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(label)}">`;
}

export const CLOSE_SCROLL_BOX = '</div>\n';
