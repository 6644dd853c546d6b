import type { Heading } from './headings.ts';
import { escapeHtml } from './markup.ts';

/**
 * The table of contents: headings of the second level, those of the third below them. '' where there is none. It is
 * open as it is written; the page's script closes it where it would fill a narrow screen.
 */
export function contents(headings: readonly Heading[]): string {
  const chapters: { heading: Heading; sections: Heading[] }[] = [];
  for (const heading of headings) {
    if (heading.level === 2) chapters.push({ heading, sections: [] });
    if (heading.level === 3) chapters.at(-1)?.sections.push(heading);
  }
  if (chapters.length === 0) return '';
  const items = chapters.map(({ heading, sections }) => {
    const below =
      sections.length === 0 ? '' : `<ol>${sections.map((one) => `<li>${link(one)}</li>`).join('')}</ol>`;
    return `<li>${link(heading)}${below}</li>\n`;
  });
  return `<nav aria-label="Contents"><details open><summary>Contents</summary><ol>\n${items.join('')}</ol></details></nav>\n`;
}

function link({ id, text }: Heading): string {
  return `<a href="#${escapeHtml(encodeURIComponent(id))}">${escapeHtml(text)}</a>`;
}
