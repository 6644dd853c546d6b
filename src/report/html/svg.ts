import { scrollBox } from './markup.ts';

/** What a page needs to know of an SVG to hold it. */
export interface InlineSvg {
  /** From `<svg` to `</svg>`; ids that the page had already are renamed. */
  readonly text: string;
  /** Its natural width in CSS pixels; undefined where it gives none. */
  readonly width: number | undefined;
  /** Its own title, as people read it; '' where it has none. */
  readonly title: string;
}

/**
 * Prepares an SVG file's text to stand in an HTML page.
 * @param taken the ids that the page has so far; those of this SVG are added
 * @throws Error for text that is no SVG: the caller, who drew it, has a defect
 */
export function inlineSvg(file: string, taken: Set<string>): InlineSvg {
  const start = file.indexOf('<svg');
  const end = file.lastIndexOf('</svg>');
  const prolog = file.slice(0, Math.max(start, 0)).replace(/<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>/gis, '');
  if (start < 0 || end < 0 || prolog.trim() !== '') throw new Error('A picture of the report is no SVG.');
  const svg = file.slice(start, end + '</svg>'.length);
  const root = svg.match(TAG)?.[0] ?? '';
  return { text: withOwnIds(svg, taken), width: naturalWidth(root), title: rootTitle(svg, root) };
}

/** A start or end tag, quoted ">" in attributes included. */
const TAG = /<[a-z/](?:[^>"']|"[^"]*"|'[^']*')*>/gi;

function naturalWidth(root: string): number | undefined {
  const [, box] = /\sviewBox="\s*[-\d.e]+[\s,]+[-\d.e]+[\s,]+([\d.]+)/i.exec(root) ?? [];
  const [, own] = /\swidth="([\d.]+)(?:px)?"/i.exec(root) ?? [];
  const width = Number(box ?? own);
  return width > 0 ? width : undefined;
}

/** Only the title at the very start is that of the whole picture; parts of it may have their own. */
function rootTitle(svg: string, root: string): string {
  const [, title = ''] = /^\s*<title[^>]*>([^<]*)<\/title>/i.exec(svg.slice(root.length)) ?? [];
  return title
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(lt|gt|quot|apos));/gi, (_, decimal, hex, name) =>
      name
        ? ({ lt: '<', gt: '>', quot: '"', apos: "'" }[name as string] ?? '')
        : String.fromCodePoint(Math.min(decimal ? Number(decimal) : Number.parseInt(hex, 16), 0x10ffff)),
    )
    .replaceAll('&amp;', '&')
    .trim();
}

/**
 * Two pictures may use the same ids (a drawing that stands twice, clip paths that are numbered from 0), and in one page
 * `url(#id)` would then find the wrong one. Where one is taken, all of the picture's ids get a prefix.
 */
function withOwnIds(svg: string, taken: Set<string>): string {
  const ids = new Set(
    [...svg.matchAll(TAG)].flatMap(([tag]) => /\sid=["']([^"']*)["']/.exec(tag)?.[1] ?? []),
  );
  const prefix = freePrefix(ids, taken);
  for (const id of ids) taken.add(prefix + id);
  if (prefix === '') return svg;
  const own = (id: string) => (ids.has(id) ? prefix + id : id);
  const inTag = (tag: string) =>
    tag
      .replace(/(\sid=["'])([^"']*)/g, (_, before, id) => before + own(id))
      .replace(
        /(url\((?:&quot;|')?#|\s(?:xlink:)?href=["']#)([^"')&]+)/g,
        (_, before, id) => before + own(id),
      )
      .replace(
        /(\saria-(?:labelledby|describedby)=["'])([^"']*)/g,
        (_, before, list) => before + list.split(/\s+/).map(own).join(' '),
      );
  return svg
    .replace(
      /(<style[^>]*>)(.*?)(<\/style>)/gs,
      (_, open, css, close) =>
        open + css.replace(/#([\w-]+)/g, (_: string, id: string) => `#${own(id)}`) + close,
    )
    .replace(TAG, inTag);
}

function freePrefix(ids: ReadonlySet<string>, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const prefix = number === 1 ? '' : `p${number}-`;
    if (![...ids].some((id) => taken.has(prefix + id))) return prefix;
  }
}

/** The picture in a box: it shrinks with the page as far as its text can be read, then the box scrolls. */
export function pictureBox(label: string, { text, width }: InlineSvg): string {
  const style = width === undefined ? '' : ` style="--width:${Math.ceil(width)}px"`;
  return scrollBox(label, `<div class="picture"${style}>${text}</div>`);
}
