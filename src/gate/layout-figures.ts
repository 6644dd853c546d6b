import type { LayoutResult } from '../model/run.ts';
import { type Differences, differencesOf, type FigurePair } from './differences.ts';

type ComparedLayout = Pick<LayoutResult, 'databases'>;
type DatabaseResult = LayoutResult['databases'][number];

/**
 * A layout as a whole, head against base: databases that came, went or lie in another file, pages per table and index,
 * effective PRAGMAs. A PRAGMA that one side did not record is not compared.
 */
export function compareLayouts(base: ComparedLayout, head: ComparedLayout): Differences {
  const names = union(base.databases.map(nameOf), head.databases.map(nameOf));
  const both = names.map((name) => ({
    name,
    old: base.databases.find((one) => one.name === name),
    fresh: head.databases.find((one) => one.name === name),
  }));
  return differencesOf([
    ...both.map(
      ({ name, old, fresh }): FigurePair => ({
        figure: `database ${name}`,
        unit: 'text',
        base: old?.file ?? null,
        head: fresh?.file ?? null,
        better: null,
      }),
    ),
    ...both.flatMap(({ old, fresh }) => (old && fresh ? pragmaPairs(old, fresh) : [])),
    ...pagePairs(base, head),
  ]);
}

function pragmaPairs(old: DatabaseResult, fresh: DatabaseResult): FigurePair[] {
  return Object.entries(fresh.pragmas).flatMap(([pragma, head]) => {
    const base = old.pragmas[pragma];
    if (base === undefined) return [];
    const figure = `PRAGMA ${pragma} of ${fresh.name}`;
    return [{ figure, unit: 'text', base: String(base), head: String(head), better: null }];
  });
}

interface Pages {
  readonly count: number;
  readonly size: number;
}

function pagePairs(base: ComparedLayout, head: ComparedLayout): FigurePair[] {
  // A table that moves to another database is the same table; sqlite_schema and its like are in each of them.
  const ambiguous = new Set([...repeated(base), ...repeated(head)]);
  const [old, fresh] = [pagesOf(base, ambiguous), pagesOf(head, ambiguous)];
  return union([...old.keys()], [...fresh.keys()]).map((name): FigurePair => {
    const [a, b] = [old.get(name), fresh.get(name)];
    // Twice as many pages of half the size are not worse.
    const better = a?.size === b?.size ? 'lower' : null;
    return {
      figure: `pages of ${name}`,
      unit: 'count',
      base: a?.count ?? null,
      head: b?.count ?? null,
      better,
    };
  });
}

function pagesOf(layout: ComparedLayout, ambiguous: ReadonlySet<string>): Map<string, Pages> {
  const pages = new Map<string, Pages>();
  for (const database of layout.databases) {
    const size = Number(database.pragmas.page_size);
    // Without a page size there is no number of pages; every run of ours records it.
    if (!(size > 0)) continue;
    for (const { name, bytes } of database.objects)
      pages.set(ambiguous.has(name) ? `${database.name}.${name}` : name, { count: bytes / size, size });
  }
  return pages;
}

function repeated({ databases }: ComparedLayout): string[] {
  const names = databases.flatMap((database) => database.objects.map(nameOf));
  return names.filter((name, index) => names.indexOf(name) < index);
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}
