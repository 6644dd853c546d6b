/** The text of a style element as rules: enough to scope selectors and to find colours. */
export interface Declaration {
  /** Lower case. */
  readonly property: string;
  readonly value: string;
  readonly important: boolean;
}

export type StyleNode =
  | {
      readonly kind: 'rule';
      readonly selectors: readonly string[];
      readonly declarations: readonly Declaration[];
    }
  /** @media, @supports, @layer, @container. */
  | { readonly kind: 'group'; readonly prelude: string; readonly nodes: readonly StyleNode[] }
  /** @keyframes, @font-face, @import and what else holds no rules for elements. */
  | { readonly kind: 'verbatim'; readonly text: string };

const GROUPS = /^@(media|supports|layer|container)\b/i;

export function parseStyle(css: string): StyleNode[] {
  const text = css.replace(/\/\*[\s\S]*?\*\//g, ' ');
  const nodes: StyleNode[] = [];
  for (let at = 0; at < text.length; ) {
    const open = find(text, at, '{;}');
    const prelude = text.slice(at, open).trim();
    if (text[open] !== '{') {
      if (prelude.startsWith('@')) nodes.push({ kind: 'verbatim', text: `${prelude};` });
      at = open + 1;
      continue;
    }
    const close = find(text, open + 1, '}');
    const body = text.slice(open + 1, close);
    at = close + 1;
    if (GROUPS.test(prelude)) nodes.push({ kind: 'group', prelude, nodes: parseStyle(body) });
    else if (prelude.startsWith('@')) nodes.push({ kind: 'verbatim', text: `${prelude}{${body}}` });
    else if (prelude !== '')
      nodes.push({ kind: 'rule', selectors: split(prelude, ','), declarations: parseDeclarations(body) });
  }
  return nodes;
}

/** Of a rule's body or a style attribute. */
export function parseDeclarations(body: string): Declaration[] {
  return split(body, ';').flatMap((part) => {
    const colon = part.indexOf(':');
    const property = part.slice(0, colon).trim();
    if (colon < 0 || property === '') return [];
    const written = part.slice(colon + 1).trim();
    const value = written.replace(/\s*!\s*important$/i, '');
    // Names of custom properties keep their case.
    const name = property.startsWith('--') ? property : property.toLowerCase();
    return [{ property: name, value, important: value !== written }];
  });
}

export function writeStyle(nodes: readonly StyleNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'verbatim') return node.text;
      if (node.kind === 'group') return `${node.prelude}{${writeStyle(node.nodes)}}`;
      return `${node.selectors.join(',')}{${writeDeclarations(node.declarations)}}`;
    })
    .join('');
}

export function writeDeclarations(declarations: readonly Declaration[]): string {
  return declarations
    .map(({ property, value, important }) => `${property}:${value}${important ? '!important' : ''};`)
    .join('');
}

function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at <= text.length; ) {
    const end = find(text, at, separator);
    parts.push(text.slice(at, end).trim());
    at = end + 1;
  }
  return parts.filter((part) => part !== '');
}

/** Where the next of `stops` stands outside strings, brackets and blocks; the text's length where none does. */
function find(text: string, from: number, stops: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const one = text[at] as string;
    if (depth === 0 && stops.includes(one)) return at;
    if (one === '\\') at++;
    else if (one === '"' || one === "'") at = endOfString(text, at);
    else if ('([{'.includes(one)) depth++;
    else if (')]}'.includes(one) && depth > 0) depth--;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  return text.length;
}
