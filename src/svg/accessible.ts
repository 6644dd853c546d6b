import { escapeXml, insertInRoot, isTag, type Piece, parseMarkup, rootOf, writeMarkup } from './markup.ts';

/**
 * The picture with a title and a description for who cannot see it; those that it has are replaced.
 * @param id of the root: letters, digits and dashes. The title gets `<id>-title`, the description `<id>-desc`
 * @throws SyntaxError where the text is no SVG
 */
export function withTitle(svg: string, title: string, description: string, id: string): string {
  return writeMarkup(titled(parseMarkup(svg), title, description, id));
}

/** withTitle for who has the pieces already. Their root is changed in place. */
export function titled(whole: readonly Piece[], title: string, description: string, id: string): Piece[] {
  const pieces = withoutTitle(whole);
  const { attributes } = rootOf(pieces);
  attributes.set('id', id);
  attributes.set('role', 'img');
  attributes.set('aria-labelledby', `${id}-title`);
  attributes.set('aria-describedby', `${id}-desc`);
  // It would be read out instead of "image": "flowchart-v2" tells nobody anything.
  attributes.delete('aria-roledescription');
  const [head, about] = [escapeXml(title), escapeXml(description)];
  return insertInRoot(
    pieces,
    'first',
    `<title id="${id}-title">${head}</title><desc id="${id}-desc">${about}</desc>`,
  );
}

/** Titles of the parts of a picture stay: only the root's own go. */
function withoutTitle(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  let depth = 0;
  let dropping = false;
  for (const one of pieces) {
    if (one.kind === 'close') depth--;
    if (isTag(one) && depth === 1 && /^(title|desc)$/.test(one.name)) {
      dropping = one.kind === 'open';
      if (dropping) depth++;
      continue;
    }
    if (one.kind === 'open') depth++;
    if (!dropping) kept.push(one);
    else if (one.kind === 'close' && depth === 1) dropping = false;
  }
  return kept;
}
