/**
 * SVG text as tags and what is between them: enough to change attributes and styles without a DOM. It expects XML as
 * XMLSerializer and ECharts write it (every attribute quoted), not HTML.
 */
export interface Tag {
  readonly kind: 'open' | 'empty';
  readonly name: string;
  /** Values decoded, in their order; names as written, such as "xlink:href". */
  readonly attributes: Map<string, string>;
}

export interface Rest {
  /** Text is as written (entities and all); `other` is a comment, CDATA, doctype or processing instruction. */
  readonly kind: 'close' | 'text' | 'other';
  readonly text: string;
}

export type Piece = Tag | Rest;

const PIECE =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[!?][^>]*>|<\/[^>]*>|<[^\s/>"'=<]+(?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+/g;
const ATTRIBUTE = /([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** @throws SyntaxError where the text is no markup or has no svg element */
export function parseMarkup(svg: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: text, index } of svg.matchAll(PIECE)) {
    if (index !== end) break;
    end += text.length;
    pieces.push(piece(text));
  }
  if (end !== svg.length) throw new SyntaxError(`no SVG: markup expected at character ${end}`);
  rootOf(pieces);
  return pieces;
}

function piece(text: string): Piece {
  if (!text.startsWith('<')) return { kind: 'text', text };
  if (/^<[!?]/.test(text)) return { kind: 'other', text };
  if (text.startsWith('</')) return { kind: 'close', text };
  const name = /^<([^\s/>]+)/.exec(text)?.[1] ?? '';
  const attributes = new Map<string, string>();
  for (const [, key = '', double, single] of text.slice(1 + name.length).matchAll(ATTRIBUTE)) {
    attributes.set(key, decode(double ?? single ?? ''));
  }
  return { kind: text.endsWith('/>') ? 'empty' : 'open', name, attributes };
}

export function writeMarkup(pieces: readonly Piece[]): string {
  return pieces
    .map((one) => {
      if (!isTag(one)) return one.text;
      const attributes = [...one.attributes].map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('');
      return `<${one.name}${attributes}${one.kind === 'empty' ? '/>' : '>'}`;
    })
    .join('');
}

export function isTag(one: Piece): one is Tag {
  return one.kind === 'open' || one.kind === 'empty';
}

/** The outermost svg element. @throws SyntaxError where there is none */
export function rootOf(pieces: readonly Piece[]): Tag {
  const root = pieces.find(isTag);
  if (root?.name !== 'svg') throw new SyntaxError('no SVG: the first element is not svg');
  return root;
}

/** Puts markup behind the root's opening tag or before its closing one. */
export function insertInRoot(pieces: readonly Piece[], where: 'first' | 'last', text: string): Piece[] {
  const root = rootOf(pieces);
  const added: Piece = { kind: 'text', text };
  if (root.kind === 'empty') {
    const whole: Piece[] = [{ ...root, kind: 'open' }, added, { kind: 'close', text: '</svg>' }];
    return pieces.flatMap((one) => (one === root ? whole : [one]));
  }
  const at =
    where === 'first' ? pieces.indexOf(root) + 1 : pieces.findLastIndex((one) => one.kind === 'close');
  return pieces.toSpliced(at, 0, added);
}

/** Gives the text of every style element (decoded) to `change`, and puts there what it returns. */
export function mapStyles(pieces: readonly Piece[], change: (css: string) => string): Piece[] {
  const result: Piece[] = [];
  for (let index = 0; index < pieces.length; index++) {
    const one = pieces[index] as Piece;
    result.push(one);
    if (one.kind !== 'open' || one.name !== 'style') continue;
    let css = '';
    for (let next = pieces[index + 1]; next && next.kind !== 'close'; next = pieces[++index + 1]) {
      if (next.kind === 'text') css += decode(next.text);
      else if (next.kind === 'other') css += /^<!\[CDATA\[([\s\S]*)\]\]>$/.exec(next.text)?.[1] ?? '';
    }
    result.push({ kind: 'text', text: escapeXml(change(css)) });
  }
  return result;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/** For text and for attribute values. Characters that XML does not allow at all are left out. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '')
      .replace(/[<>&"]/g, (one) => ESCAPES[one] as string)
  );
}
