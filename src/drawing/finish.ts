import type { Diagram } from '../diagrams/diagram.ts';
import { titled } from '../svg/accessible.ts';
import { darkened } from '../svg/dark.ts';
import { parseMarkup, rootOf, writeMarkup } from '../svg/markup.ts';
import { parseDeclarations, writeDeclarations } from '../svg/style-rules.ts';
import { renamed } from '../svg/unique-ids.ts';
import { rounded, shorten } from './shorten.ts';

/**
 * Mermaid's SVG as a picture that stands alone or beside others in one page: with its size, a title and a description,
 * ids of its own and dark rules.
 * @param svg as XML
 * @throws SyntaxError where it is no SVG, Mermaid's picture of an error, or one without a size
 */
export function finishPicture(
  svg: string,
  { id, title, description }: Omit<Diagram, 'text' | 'labels'>,
): string {
  const pieces = parseMarkup(svg);
  const { attributes } = rootOf(pieces);
  if (attributes.get('aria-roledescription') === 'error')
    throw new SyntaxError("the picture is Mermaid's own of an error");
  const [x, y, width, height] = (attributes.get('viewBox') ?? '').split(/[\s,]+/).map(Number);
  if (!(width !== undefined && height !== undefined && width > 0 && height > 0))
    throw new SyntaxError('the picture has no size');
  attributes.set('viewBox', [x, y, width, height].map((one) => rounded(one as number)).join(' '));
  attributes.set('width', rounded(width));
  attributes.set('height', rounded(height));
  // max-width holds the picture at its size, and a ground of its own would stay light in the dark.
  const kept = parseDeclarations(attributes.get('style') ?? '').filter(
    ({ property }) => !/^(max-width|background(-color)?)$/.test(property),
  );
  if (kept.length > 0) attributes.set('style', writeDeclarations(kept));
  else attributes.delete('style');
  const unique = `diagram-${id}`;
  return writeMarkup(darkened(titled(renamed(shorten(pieces), unique), title, description, unique)));
}
