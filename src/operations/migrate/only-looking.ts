import type { Layout, Pragmas } from '../../model/layout.ts';

/** They stand in a file's header: to say them is to write to the file where it was of another kind. */
const IN_THE_FILE = /^(journal_mode|auto_vacuum|encoding|page_size|user_version|application_id)$/;

/**
 * A layout for opening files that must stay the same to the byte: a file in rollback journals is not turned to WAL, though
 * the layout says so. Nor are they mapped into memory: all that is read would count as this program's.
 */
export function onlyLooking(layout: Layout): Layout {
  return {
    ...layout,
    databases: layout.databases.map(({ pragmas = {}, ...placement }) => ({
      ...placement,
      pragmas: { ...without(pragmas), mmap_size: 0 },
    })),
  };
}

function without(pragmas: Pragmas): Pragmas {
  return Object.fromEntries(Object.entries(pragmas).filter(([name]) => !IN_THE_FILE.test(name)));
}
