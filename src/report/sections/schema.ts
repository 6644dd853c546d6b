import type { LayoutResult, RunDocument } from '../../model/run.ts';
import { formatBytes, formatCount, formatSeconds } from '../../render/units.ts';
import { code, text } from '../escape.ts';
import { columns, list, markdownTable, section } from '../markdown-table.ts';

/** So many of the largest tables and indexes per database; all of them are in run.json. */
const LARGEST = 5;

export function sizesSection(run: RunDocument): string {
  const layouts = run.layouts.map((layout) => [
    code(layout.name),
    layout.connection === 'attached' ? 'one, ATTACH' : 'one per database',
    formatCount(layout.databases.length),
    formatBytes(layout.diskBytes),
    formatCount(layout.rows),
    formatSeconds(layout.buildSeconds),
  ]);
  return section(
    '## Sizes',
    markdownTable(columns('Layout', 'Connection', '>Databases', '>Disk', '>Rows', '>Build time'), layouts),
    markdownTable(
      columns('Layout', 'Database', 'File', '>Tables', '>Size', 'Largest tables and indexes'),
      run.layouts.flatMap(databaseRows),
    ),
  );
}

function databaseRows(layout: LayoutResult): string[][] {
  return layout.databases.map((database) => [
    code(layout.name),
    code(database.name),
    code(database.file),
    formatCount(database.tables.length),
    database.bytes === null ? '' : formatBytes(database.bytes),
    [...database.objects]
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, LARGEST)
      .map(({ name, bytes }) => `${code(name)} ${formatBytes(bytes)}`)
      .join(', '),
  ]);
}

export function foreignKeysSection(run: RunDocument): string {
  const counts = run.layouts.map(({ name, foreignKeys: { enforced, cut } }) => [
    code(name),
    formatCount(enforced.length),
    formatCount(cut.length),
  ]);
  const lost = run.layouts.flatMap(({ name, foreignKeys: { cut } }) =>
    cut.length === 0
      ? []
      : [
          `${code(name)}: ${cut.map((key) => code(`${key.table}.${key.column} -> ${key.references}`)).join(', ')}`,
        ],
  );
  return section(
    '## Foreign keys',
    'A foreign key cannot cross database files: a layout that puts its two tables on two files loses it.',
    markdownTable(columns('Layout', '>Enforced', '>Lost'), counts),
    list(lost),
  );
}

/** As read back from each database: what is in force, which need not be what was asked for. */
export function pragmasSection(run: RunDocument): string {
  const databases = run.layouts.flatMap((layout) =>
    layout.databases.map(({ name, pragmas }) => ({ layout: layout.name, name, pragmas })),
  );
  const names = [...new Set(databases.flatMap(({ pragmas }) => Object.keys(pragmas)))];
  if (names.length === 0) return '';
  const rows = databases.map(({ layout, name, pragmas }) => [
    code(layout),
    code(name),
    ...names.map((pragma) => (Object.hasOwn(pragmas, pragma) ? text(String(pragmas[pragma])) : '')),
  ]);
  return section(
    '## Effective PRAGMAs',
    'As SQLite gives them: `cache_size` in KiB where negative, `mmap_size` in bytes, `busy_timeout` in milliseconds.',
    markdownTable(columns('Layout', 'Database', ...names.map((name) => `>${code(name)}`)), rows),
  );
}
