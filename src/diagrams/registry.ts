import { Failure } from '../model/failure.ts';
import type { Diagram, DiagramFamily, DiagramSource } from './diagram.ts';
import { er } from './er.ts';
import { flow } from './flow.ts';
import { layout } from './layout.ts';
import { memory } from './memory.ts';
import { operations } from './operations.ts';
import { performance } from './performance.ts';
import { search } from './search.ts';

/** Adding a subject is one entry here; the order is that of the report. */
export const FAMILIES: readonly DiagramFamily[] = [er, layout, flow, performance, memory, search, operations];

/**
 * The families of these names, in the order of the registry; all where none is named.
 * @throws Failure (exit 2) that names the unknown one and those there are
 */
export function chooseFamilies(names?: readonly string[]): readonly DiagramFamily[] {
  if (names === undefined) return FAMILIES;
  const known = FAMILIES.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Failure(`there are no diagrams called ${unknown}; there are ${known.join(', ')}.`);
  if (names.length === 0) throw new Failure(`no diagrams are named; there are ${known.join(', ')}.`);
  return FAMILIES.filter(({ name }) => names.includes(name));
}

/** All diagrams of the families for which the source has something, each id once. */
export function drawAll(
  source: DiagramSource,
  families: readonly DiagramFamily[] = FAMILIES,
): readonly { readonly family: string; readonly diagram: Diagram }[] {
  const drawn = families.flatMap((family) =>
    family.draw(source).map((diagram) => ({ family: family.name, diagram })),
  );
  // Layouts of different names may have the same one as a file name.
  const used = new Map<string, number>();
  return drawn.map(({ family, diagram }) => {
    const before = used.get(diagram.id) ?? 0;
    used.set(diagram.id, before + 1);
    return { family, diagram: before === 0 ? diagram : { ...diagram, id: `${diagram.id}--${before + 1}` } };
  });
}
