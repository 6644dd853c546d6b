import createMarkdown from 'markdown-it';
import { type Pictures, placeFigures, READY } from './figures.ts';
import { type Heading, nameHeadings } from './headings.ts';
import { keepLinks } from './links.ts';
import { CLOSE_SCROLL_BOX, escapeHtml, openScrollBox, uniqueNames } from './markup.ts';
import { allowOwnHtml, closeFolded } from './raw-html.ts';
import { prepareTables } from './tables.ts';

export interface Converted {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/**
 * The report's Markdown as HTML. HTML in it is shown as text (but for what raw-html.ts names); links that lead anywhere
 * but into this page, to a file beside it or to https become their text, images that are not given their alternative
 * text.
 * @throws Error where a picture is no SVG
 */
export function convert(text: string, pictures: Pictures): Converted {
  const markdown = converter();
  const { normalizeLink } = markdown;
  // Pictures are found by the source as it was written.
  markdown.normalizeLink = (url) => url;
  const env = {};
  const tokens = markdown.parse(text, env);
  const headings = nameHeadings(tokens);
  for (const token of tokens) if (token.children) token.children = keepLinks(token.children, normalizeLink);
  prepareTables(tokens);
  const names = uniqueNames((name, number) => `${name} (${number})`);
  placeFigures(tokens, pictures, names, new Set(headings.map(({ id }) => id)));
  return { html: markdown.renderer.render(tokens, markdown.options, env) + closeFolded(env), headings };
}

function converter() {
  const markdown = createMarkdown({ html: false, linkify: false, typographer: false });
  allowOwnHtml(markdown);
  // A refused link or image would stay in the page with its brackets; keepLinks and placeFigures decide instead.
  markdown.validateLink = () => true;
  const { rules } = markdown.renderer;
  // Names such as wal_autocheckpoint are wider than a column on paper, and have no other place to break.
  rules.code_inline = (tokens, index) =>
    `<code>${escapeHtml(tokens[index]?.content ?? '').replace(/_(?=[^_])/g, '_<wbr>')}</code>`;
  rules[READY] = (tokens, index) => tokens[index]?.content ?? '';
  rules.table_open = (tokens, index) => `${openScrollBox(String(tokens[index]?.meta?.label))}<table>\n`;
  rules.table_close = () => `</table>${CLOSE_SCROLL_BOX}`;
  return markdown;
}
