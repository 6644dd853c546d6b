import { type Colour, parseColour, writeColour } from './colour.ts';
import { darkCounterpart } from './dark-colour.ts';
import {
  escapeXml,
  insertInRoot,
  isTag,
  mapStyles,
  type Piece,
  parseMarkup,
  rootOf,
  writeMarkup,
} from './markup.ts';
import {
  type Declaration,
  parseDeclarations,
  parseStyle,
  type StyleNode,
  writeDeclarations,
  writeStyle,
} from './style-rules.ts';

/** Not shadows (flood-color, filter): black ones do no harm on a dark ground, and light ones would glow. */
const COLOURED = new Set(['fill', 'stroke', 'color', 'stop-color', 'background-color', 'background']);
const PRESENTATION = ['fill', 'stroke', 'color', 'stop-color'] as const;
const GROUND = '#0d1117';

/**
 * The picture with rules for a dark screen behind its own: every colour of its styles, attributes and inline styles has
 * a counterpart (darkCounterpart) there. Its own colours stay as they are, for paper and for programs without CSS. The
 * picture itself has no ground: it stands on the page's.
 * @param svg with an id on its root, so that the rules hold for it alone: withTitle or withUniqueIds gives one
 * @param options.surface the page's dark ground, "#rrggbb"
 * @throws SyntaxError where the text is no SVG; TypeError without an id
 */
export function withDark(svg: string, options: { readonly surface?: string } = {}): string {
  return writeMarkup(darkened(parseMarkup(svg), options));
}

/** withDark for who has the pieces already. Inline styles are changed in place. */
export function darkened(
  pieces: readonly Piece[],
  { surface = GROUND }: { readonly surface?: string } = {},
): Piece[] {
  const ground = parseColour(surface);
  if (ground === undefined) throw new TypeError(`no colour: ${surface}`);
  const root = rootOf(pieces);
  const id = root.attributes.get('id');
  if (id === undefined) throw new TypeError('the picture has no id on its root');

  const dark = new Counterparts(ground);
  const rules: string[] = [];
  for (const key of ['fill', 'color'] as const) {
    // What says nothing is black.
    if (!root.attributes.has(key)) rules.push(`:where(#${id}){${key}:${dark.of('#000000')}}`);
  }
  rules.push(...attributeRules(pieces, id, dark));
  mapStyles(pieces, (css) => {
    rules.push(writeStyle(darkNodes(parseStyle(css), dark)));
    return css;
  });
  const css = `@media screen and (prefers-color-scheme:dark){${rules.join('')}}`;
  return insertInRoot(pieces, 'last', `<style>${escapeXml(css)}</style>`);
}

class Counterparts {
  readonly #ground: Colour;
  readonly #known = new Map<string, string | undefined>();

  constructor(ground: Colour) {
    this.#ground = ground;
  }

  /** Undefined for what is no colour, or none that one sees. */
  of(written: string): string | undefined {
    if (!this.#known.has(written)) {
      const colour = parseColour(written);
      const seen = colour !== undefined && colour.alpha > 0;
      this.#known.set(written, seen ? writeColour(darkCounterpart(colour, this.#ground)) : undefined);
    }
    return this.#known.get(written);
  }
}

/**
 * For attributes and inline styles. `:where` has no specificity: as in the light, every rule of the picture's own
 * styles goes before an attribute. Inline styles give way only to `!important`, and to that only while they have none
 * themselves: theirs is taken away.
 */
function attributeRules(pieces: readonly Piece[], id: string, dark: Counterparts): string[] {
  const rules = new Set<string>();
  for (const { attributes } of pieces.filter(isTag)) {
    for (const key of PRESENTATION) {
      const value = attributes.get(key);
      const colour = value === undefined ? undefined : dark.of(value);
      if (colour !== undefined) rules.add(`${holding(id, key, value)}{${key}:${colour}}`);
    }
    const style = attributes.get('style');
    if (style === undefined) continue;
    const declarations = parseDeclarations(style.replace(/\s+/g, ' '));
    if (!declarations.some((one) => COLOURED.has(one.property) && dark.of(one.value))) continue;
    const coloured = darkDeclarations(declarations, dark);
    const loosened = declarations.map((one) =>
      COLOURED.has(one.property) ? { ...one, important: false } : one,
    );
    const written = writeDeclarations(loosened);
    attributes.set('style', written);
    const strong = coloured.map((one) => ({ ...one, important: true }));
    rules.add(`${holding(id, 'style', written)}{${writeDeclarations(strong)}}`);
  }
  return [...rules];
}

/** The root itself may have the attribute too. */
function holding(id: string, key: string, value = ''): string {
  const attribute = `[${key}="${value.replace(/["\\]/g, '\\$&')}"]`;
  return `:where(#${id}${attribute},#${id} ${attribute})`;
}

function darkNodes(nodes: readonly StyleNode[], dark: Counterparts): StyleNode[] {
  return nodes.flatMap((node): StyleNode[] => {
    if (node.kind === 'verbatim') return [];
    if (node.kind === 'group') {
      const inner = darkNodes(node.nodes, dark);
      return inner.length > 0 ? [{ ...node, nodes: inner }] : [];
    }
    const declarations = darkDeclarations(node.declarations, dark);
    return declarations.length > 0 ? [{ ...node, declarations }] : [];
  });
}

/** What is no colour (none, url) comes along as it is: among the dark rules too it must take back what stands before it. */
function darkDeclarations(declarations: readonly Declaration[], dark: Counterparts): Declaration[] {
  return declarations.flatMap((one) =>
    COLOURED.has(one.property) ? [{ ...one, value: dark.of(one.value) ?? one.value }] : [],
  );
}
