import { defineLayout, type Layout } from '../model/layout.ts';
import { filePragmas, memoryPragmas } from './pragmas.ts';

export const single = defineLayout({
  name: 'single',
  description: 'one file with everything (section 1 of the evaluation document)',
  connection: 'separate',
  databases: [
    { name: 'main', file: 'database.sqlite', groups: ['app', 'cache', 'catalog'], pragmas: filePragmas(64) },
  ],
});

export const two = defineLayout({
  name: 'two',
  description: 'application and catalogue in one file, a disposable cache file beside it',
  connection: 'separate',
  databases: [
    { name: 'main', file: 'database.sqlite', groups: ['app', 'catalog'], pragmas: filePragmas(48) },
    { name: 'cache', file: 'cache.sqlite', groups: ['cache'], pragmas: filePragmas(16) },
  ],
});

const threeDatabases: Layout['databases'] = [
  { name: 'main', file: 'database.sqlite', groups: ['app'], pragmas: filePragmas(32) },
  { name: 'cache', file: ':memory:', groups: ['cache'], pragmas: memoryPragmas(16) },
  { name: 'chinook', file: 'chinook.sqlite', groups: ['catalog'], pragmas: filePragmas(32) },
];

export const three = defineLayout({
  name: 'three',
  description: 'application, in-memory cache and catalogue, a connection each (section 2)',
  connection: 'separate',
  databases: threeDatabases,
});

export const threeAttached = defineLayout({
  name: 'three-attached',
  description: 'the same three databases on one connection with ATTACH',
  connection: 'attached',
  databases: threeDatabases,
});

/** Adding a layout is one entry here. The first is the one that the others are compared with. */
export const LAYOUTS: readonly Layout[] = [single, two, three, threeAttached];

export const singleBatched = defineLayout({
  ...single,
  name: 'single-batched',
  description: 'one file, and one process that commits the writes of all others in groups',
  writer: 'group-commit',
});

/** Those with which experiments differ as well: one caller at a time, as in a benchmark, sees nothing of who writes. */
export const EXPERIMENT_LAYOUTS: readonly Layout[] = [...LAYOUTS, singleBatched];
