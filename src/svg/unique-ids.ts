import { isTag, mapStyles, type Piece, parseMarkup, rootOf, type Tag, writeMarkup } from './markup.ts';
import {
  parseDeclarations,
  parseStyle,
  type StyleNode,
  writeDeclarations,
  writeStyle,
} from './style-rules.ts';

const ID_LISTS = new Set(['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns']);
const LINKS = new Set(['href', 'xlink:href']);
/** Attributes that hold declarations or url(#...) of others. */
const URL = /url\(\s*(["']?)#([^"')]+)\1\s*\)/g;

/**
 * The picture made fit to stand beside others in one HTML page: its root has the id, every other id in it begins with
 * the id and a dash, references follow, and the rules of its styles reach nothing outside it. Done twice it changes
 * nothing more.
 * @param id letters, digits and dashes, beginning with a letter; unique in the page
 * @throws SyntaxError where the text is no SVG
 */
export function withUniqueIds(svg: string, id: string): string {
  return writeMarkup(renamed(parseMarkup(svg), id));
}

/** withUniqueIds for who has the pieces already. They are changed in place. */
export function renamed(pieces: readonly Piece[], id: string): Piece[] {
  const root = rootOf(pieces);
  const names = newNames(pieces, root, id);
  const nameOf = (old: string) => names.get(old) ?? old;
  const references = (value: string) => value.replace(URL, (_, __, old: string) => `url(#${nameOf(old)})`);
  for (const tag of pieces.filter(isTag)) {
    for (const [key, value] of tag.attributes) {
      if (key === 'id') tag.attributes.set(key, nameOf(value));
      else if (LINKS.has(key)) {
        if (value.startsWith('#')) tag.attributes.set(key, `#${nameOf(value.slice(1))}`);
      } else if (ID_LISTS.has(key))
        tag.attributes.set(key, value.split(/\s+/).filter(Boolean).map(nameOf).join(' '));
      else if (value.includes('url(')) tag.attributes.set(key, references(value));
    }
  }
  root.attributes.set('id', id);
  const scope = (nodes: readonly StyleNode[]): StyleNode[] =>
    nodes.map((node) => {
      if (node.kind === 'verbatim') return node;
      if (node.kind === 'group') return { ...node, nodes: scope(node.nodes) };
      const selectors = node.selectors.map((one) => scoped(renameInSelector(one, nameOf), id));
      const declarations = parseDeclarations(references(writeDeclarations(node.declarations)));
      return { kind: 'rule', selectors, declarations };
    });
  return mapStyles(pieces, (css) => writeStyle(scope(parseStyle(css))));
}

function newNames(pieces: readonly Piece[], root: Tag, id: string): Map<string, string> {
  const names = new Map<string, string>();
  const old = root.attributes.get('id');
  if (old !== undefined) names.set(old, id);
  const others = pieces
    .filter(isTag)
    .flatMap((tag) => (tag === root ? [] : (tag.attributes.get('id') ?? [])));
  // Those that have the prefix keep their names, so that no other is given one of them.
  const taken = new Set([id, ...others.filter((one) => one.startsWith(`${id}-`))]);
  for (const one of others) {
    if (names.has(one)) continue;
    let name = one.startsWith(`${id}-`) ? one : `${id}-${one}`;
    while (name !== one && taken.has(name)) name = `${name}_`;
    taken.add(name);
    names.set(one, name);
  }
  return names;
}

/** Strings and attribute selectors are passed over: `[id$="-end"]` holds for the new names too. */
const IN_SELECTOR = /"[^"]*"|'[^']*'|\[[^\]]*\]|#((?:[\w-]|[^\0-\x7f]|\\.)+)/g;

function renameInSelector(selector: string, nameOf: (old: string) => string): string {
  return selector.replace(IN_SELECTOR, (whole, name: string | undefined) =>
    name === undefined ? whole : `#${nameOf(name)}`,
  );
}

function scoped(selector: string, id: string): string {
  if (new RegExp(`^#${id}(?![\\w-])`).test(selector)) return selector;
  return /^(svg|:root)$/i.test(selector) ? `#${id}` : `#${id} ${selector}`;
}
