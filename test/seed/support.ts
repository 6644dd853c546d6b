import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { main } from '../../src/main.ts';
import { SEED_SHAPES, type SeedTableShape } from '../../src/seed/tables.ts';

const OFFICIAL =
  process.env.CHINOOK_OFFICIAL ?? fileURLToPath(new URL('../../../shared/data/chinook', import.meta.url));
export const officialFile = (name: string) => join(OFFICIAL, name);
export const PLAIN = officialFile('Chinook_Sqlite.sqlite');
export const AUTO_INCREMENT = officialFile('Chinook_Sqlite_AutoIncrementPKs.sqlite');
/** For node:test's skip option: the reason, or false. */
export const withoutOfficial =
  existsSync(PLAIN) && existsSync(AUTO_INCREMENT)
    ? false
    : `no official Chinook in ${OFFICIAL}; CHINOOK_OFFICIAL names another folder`;

export interface Places {
  /** For the seed and what lies beside it. */
  readonly seeds: string;
  /** For the store. */
  readonly out: string;
  /** What os.tmpdir() says during the test. */
  readonly temporary: string;
}

/** Private folders for a test, removed after it; the program's temporary files go to one of them. */
export function places(context: TestContext): Places {
  const root = mkdtempSync(join(tmpdir(), 'chinook-eval-test-'));
  const made = { seeds: join(root, 'seeds'), out: join(root, 'out'), temporary: join(root, 'temporary') };
  for (const folder of Object.values(made)) mkdirSync(folder);
  const before = { TMPDIR: process.env.TMPDIR, TEMP: process.env.TEMP };
  Object.assign(process.env, { TMPDIR: made.temporary, TEMP: made.temporary });
  context.after(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(root, { recursive: true, force: true });
  });
  return made;
}

export interface Edit {
  /** Names a column of the table as declared; keys and types are left out for what only a bare table can hold. */
  readonly bare?: boolean;
  readonly tables?: (shape: SeedTableShape) => SeedTableShape | undefined;
}

/** A sound Chinook of three rows per table, made without any code of the importer; `after` spoils it. */
export function makeChinook(
  path: string,
  edit: Edit = {},
  after?: (database: Database.Database) => void,
): string {
  const database = new Database(path);
  database.pragma('foreign_keys = OFF');
  for (const shape of SEED_SHAPES) {
    const kept = edit.tables ? edit.tables(shape) : shape;
    if (!kept) continue;
    const columns = kept.columns.map(({ name, type }) => (edit.bare ? name : `${name} ${DECLARED[type]}`));
    const key = edit.bare ? '' : `, PRIMARY KEY (${kept.key.join(', ')})`;
    database.exec(`CREATE TABLE ${kept.name} (${columns.join(', ')}${key})`);
    const insert = database.prepare(`INSERT INTO ${kept.name} VALUES (${columns.map(() => '?').join(', ')})`);
    for (const n of [1, 2, 3]) {
      insert.run(
        kept.columns.map(({ type }) =>
          type === 'integer'
            ? BigInt(n)
            : type === 'number'
              ? 0.99
              : type === 'date'
                ? `2024-01-0${n}`
                : `Náme ${n}`,
        ),
      );
    }
  }
  after?.(database);
  database.close();
  return path;
}

const DECLARED = {
  integer: 'INTEGER',
  number: 'NUMERIC(10,2)',
  text: 'NVARCHAR(160)',
  date: 'DATETIME',
} as const;

/** Runs the program as its user would; returns what it wrote and its exit code. */
export async function run(
  argv: readonly string[],
  outside: { env?: Record<string, string>; cwd?: string; signal?: AbortSignal } = {},
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const exitCode = await main(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: outside.env ?? {},
    cwd: outside.cwd ?? process.cwd(),
    signal: outside.signal ?? new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}

/** Every file in a folder with its hash: equal before and after means untouched. */
export function snapshot(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  return Object.fromEntries(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [
        path,
        entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'special',
      ];
    }),
  );
}

/** All rows of all tables of a seed store or a seed in the order of their keys, for comparison. */
export function contentOf(store: string): Record<string, unknown[][]> {
  const database = new Database(store, { readonly: true });
  try {
    return Object.fromEntries(
      SEED_SHAPES.map(({ name }) => [
        name,
        database.prepare<[], unknown[]>(`SELECT * FROM ${name} ORDER BY 1, 2`).raw().all(),
      ]),
    );
  } finally {
    database.close();
  }
}
