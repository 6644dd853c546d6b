import type { Token } from 'markdown-it';
import { plainText } from './headings.ts';
import { escapeHtml, scrollBox, type Unique } from './markup.ts';
import { inlineSvg, pictureBox } from './svg.ts';

export interface Pictures {
  /** By the source of the image in the Markdown, such as "charts/latency.svg": the text of the SVG file. */
  readonly pictures: ReadonlyMap<string, string>;
  /** By the trimmed text of a Mermaid fence: its drawing as SVG. */
  readonly fences: ReadonlyMap<string, string>;
}

/** The type of tokens whose content is HTML of this program's own making. */
export const READY = 'ready_html';

/**
 * Puts the pictures in the place of images and Mermaid fences, and all other blocks of code and tables into boxes that
 * scroll. Changes the tokens.
 * @param names gives each box a name that no other has
 * @param taken the ids of the page so far
 */
export function placeFigures(
  tokens: Token[],
  { pictures, fences }: Pictures,
  names: Unique,
  taken: Set<string>,
): void {
  let heading = '';
  const figure = (file: string, title: string) => {
    const svg = inlineSvg(file, taken);
    const caption = title || svg.title || heading;
    return `<figure>${pictureBox(names(caption), svg)}<figcaption>${escapeHtml(caption)}</figcaption></figure>\n`;
  };
  const fence = (token: Token) => {
    const drawing = isMermaid(token) ? fences.get(token.content.trim()) : undefined;
    if (drawing !== undefined) return figure(drawing, '');
    const code = `<pre><code>${escapeHtml(token.content)}</code></pre>`;
    if (!isMermaid(token)) return scrollBox(names(`${heading}: text`), code);
    return `<figure class="undrawn">${scrollBox(names(`${heading}: diagram as text`), code)}${NOT_DRAWN}</figure>\n`;
  };
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') heading = plainText(tokens[index + 1]);
    if (token.type === 'fence' || token.type === 'code_block') ready(token, fence(token));
    if (token.type === 'table_open') token.meta = { label: names(`${heading}: table`) };
    if (token.type === 'inline') placeImages(tokens, index, pictures, figure);
  }
}

const NOT_DRAWN = '<figcaption>This diagram was not drawn. Its text, in Mermaid, stands above.</figcaption>';

function isMermaid({ info }: Token): boolean {
  return info.trim() === 'mermaid';
}

function placeImages(
  tokens: readonly Token[],
  index: number,
  pictures: Pictures['pictures'],
  figure: (file: string, title: string) => string,
): void {
  let placed = false;
  for (const child of tokens[index]?.children ?? []) {
    if (child.type !== 'image') continue;
    const file = pictures.get(String(child.attrGet('src')));
    if (file !== undefined) placed = true;
    ready(child, file === undefined ? escapeHtml(plainText(child)) : figure(file, plainText(child)));
  }
  // A figure would end a paragraph that it stands in.
  if (placed)
    for (const around of [tokens[index - 1], tokens[index + 1]]) if (around?.tag === 'p') around.tag = 'div';
}

function ready(token: Token, html: string): void {
  token.type = READY;
  token.tag = '';
  token.content = html;
  token.attrs = null;
}
