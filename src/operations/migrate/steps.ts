/** One step of a migration: the program runs by this list, the journal names its entries, the chart draws them. */
export interface Step {
  readonly name: string;
  /** As section 6.1 or 6.2 of the evaluation document calls it. */
  readonly title: string;
  readonly does: string;
}

/**
 * Section 6.1 of the evaluation document, in its order. Export, transform and import are one statement for each table
 * here (INSERT INTO target SELECT FROM source): rows never leave SQLite, so there is nothing to lose between them.
 */
export const MIGRATION_STEPS = [
  {
    name: 'backup',
    title: 'Create backup',
    does: 'locks writers out and copies the files of that one moment',
  },
  {
    name: 'analyse',
    title: 'Analyze dependencies',
    does: 'cut foreign keys, queries across files, orphans, duplicate keys, what no layout knows',
  },
  { name: 'create', title: 'Create target databases', does: 'makes the folder of the new files' },
  { name: 'schema', title: 'Migrate schema', does: 'makes tables and indexes in each new file' },
  {
    name: 'import',
    title: 'Export, transform, import',
    does: 'one statement for each table; then full text, vectors, triggers, statistics',
  },
  {
    name: 'validate',
    title: 'Validation',
    does: 'tables, rows, values, keys, integrity, full text and vectors against the source',
  },
  { name: 'test', title: 'Testing', does: 'every scenario answers the same on both' },
  {
    name: 'application',
    title: 'Update application',
    does: 'writes the connection configuration beside the new files',
  },
  { name: 'switch', title: 'Deploy', does: 'one rename of layout.json' },
] as const satisfies readonly Step[];

export type MigrationStep = (typeof MIGRATION_STEPS)[number]['name'];

/** A step that has not passed leads to the rollback. */
export const DECISIONS: readonly MigrationStep[] = ['validate', 'test'];
