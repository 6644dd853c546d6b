import { isTag, type Piece, parseMarkup, type Tag, writeMarkup } from '../../svg/markup.ts';

/** For a page in which ECharts itself runs, or without effect on what is drawn. */
const USELESS = /^(?:class|ecmeta_.*|pointer-events|xml:space|version|baseProfile|xmlns:xlink)$/;

/**
 * ECharts' SVG without what only its script needs, and without the numbers that it gives through the life of the
 * process: the same picture has the same bytes. Styles of texts become attributes, which no Content-Security-Policy
 * of a page forbids.
 * @param id what every id in it begins with
 */
export function settled(svg: string, id: string): string {
  const kept: Piece[] = [];
  let inStyle = false;
  for (const piece of parseMarkup(svg)) {
    // Its only style sheet has rules for :hover.
    if (isTag(piece) && piece.name === 'style') inStyle = true;
    else if (inStyle) inStyle = !(piece.kind === 'close');
    else kept.push(...(isTag(piece) ? [cleaned(piece, id)] : withoutBreaks(piece)));
  }
  return writeMarkup(shortened(kept));
}

function cleaned(tag: Tag, id: string): Tag {
  const attributes = new Map<string, string>();
  for (const [key, value] of tag.attributes) {
    if (USELESS.test(key)) continue;
    if (key === 'style') for (const [name, one] of presentation(value)) attributes.set(name, one);
    else attributes.set(key, value.replace(/^zr\d+-|(?<=^url\(#)zr\d+-/, `${id}-`));
  }
  return { ...tag, attributes };
}

/** @throws SyntaxError for a declaration that has no attribute of its name: losing it would change the picture */
function presentation(style: string): readonly (readonly [string, string])[] {
  return style
    .split(';')
    .filter((one) => one !== '')
    .map((one) => {
      const [, name = '', value = ''] = /^(font-(?:size|weight|family|style)):(.+)$/.exec(one) ?? [];
      if (name === '') throw new SyntaxError(`a style without an attribute: ${one}`);
      return [name, value.replace(/px$/, '')] as const;
    });
}

/** Line breaks between elements; in texts there are none, names have lost them before. */
function withoutBreaks(piece: Exclude<Piece, Tag>): readonly Piece[] {
  return piece.kind === 'text' && /^\s*$/.test(piece.text) ? [] : [piece];
}

/** <path ...></path> as <path .../>. */
function shortened(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap((piece, index): Piece[] => {
    if (piece.kind === 'open' && pieces[index + 1]?.kind === 'close') return [{ ...piece, kind: 'empty' }];
    return piece.kind === 'close' && pieces[index - 1]?.kind === 'open' ? [] : [piece];
  });
}
