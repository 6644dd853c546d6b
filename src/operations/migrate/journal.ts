import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkLayout } from '../../layouts/check.ts';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { plain } from '../../render/plain.ts';
import { writeDurably } from './durable.ts';
import { MIGRATION_STEPS, type MigrationStep } from './steps.ts';

/** In the data folder, beside layout.json: how far a migration has come. */
export const JOURNAL_FILE = 'migration.json';
export const JOURNAL_SCHEMA = 'chinook-eval/migration@1';

const stepNames = MIGRATION_STEPS.map(({ name }) => name) as [MigrationStep, ...MigrationStep[]];
const folderName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/);

const journalSchema = z.object({
  schema: z.literal(JOURNAL_SCHEMA),
  /** running: also where it was interrupted. failed: validation said no. */
  state: z.enum(['running', 'failed', 'migrated', 'rolled-back']),
  began: z.string(),
  /** The text of the journal of the migration before this one: where this one is undone, that is the last again. */
  previous: z.string().nullable(),
  from: z.custom<Layout>((value) => typeof value === 'object' && value !== null),
  to: z.custom<Layout>((value) => typeof value === 'object' && value !== null),
  /** The text of layout.json before, to the byte. */
  pointer: z.string(),
  /** Where the files lay before, below the data folder: "" beside layout.json. */
  before: z.union([z.literal(''), folderName]),
  /** The folder of the new files, and of the copies, below the data folder. */
  folder: folderName,
  backup: folderName,
  options: z.object({
    /** Names of objects of the user's own that go over; journals of before it was possible have none. */
    carry: z.array(z.string()).default([]),
    without: z.array(z.string()),
    keepOrphans: z.boolean(),
    validate: z.boolean(),
  }),
  /** The files as they were when writers had been locked out. */
  files: z.array(
    z.object({
      name: z.string(),
      bytes: z.number(),
      inode: z.string(),
      modified: z.string(),
      sha256: z.string().nullable(),
    }),
  ),
  steps: z.partialRecord(
    z.enum(stepNames),
    z.object({
      state: z.enum(['begun', 'done', 'failed']),
      seconds: z.number().optional(),
      says: z.string().optional(),
    }),
  ),
  /** Full-text tables whose index was made anew, since the source's did not say what its tables do. */
  rebuilt: z.array(z.string()).optional(),
  /** Of the rollback: where rows written since the migration are kept, and how many. */
  rollback: z
    .object({ state: z.enum(['begun', 'done']), rows: z.number(), kept: z.string().nullable() })
    .optional(),
});

export type Journal = z.infer<typeof journalSchema>;

/** @throws Failure: 2 where another version wrote it, 4 where it is damaged; the way out is in the line */
export function readJournal(folder: string, shown: string): Journal | undefined {
  const path = join(folder, JOURNAL_FILE);
  if (!existsSync(path)) return undefined;
  try {
    return parseJournal(readFileSync(path, 'utf8'), join(shown, JOURNAL_FILE));
  } catch (error) {
    throw explainSystemError(error, `reading ${plain(join(shown, JOURNAL_FILE))}`);
  }
}

/** @throws Failure as readJournal */
export function parseJournal(text: string, shown: string): Journal {
  const name = plain(shown);
  const away = `No database is harmed, and layout.json says which are in use: move ${JOURNAL_FILE} away and begin anew.`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Failure(`${name} is torn or damaged. ${away}`, EXIT.integrity, { cause: error });
  }
  const version = (value as { schema?: unknown } | null)?.schema;
  if (typeof version === 'string' && version !== JOURNAL_SCHEMA && /^chinook-eval\/migration@/.test(version))
    throw new Failure(
      `${name} is of the version ${plain(version)}, not ${JOURNAL_SCHEMA}. Finish it with the chinook-eval that began it.`,
    );
  const parsed = journalSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = plain(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
    throw new Failure(`${name} is damaged (${where}). ${away}`, EXIT.integrity);
  }
  for (const layout of [parsed.data.from, parsed.data.to]) checkLayout(layout, name);
  return parsed.data;
}

/** @throws what the system says: main explains a full disk */
export function writeJournal(folder: string, journal: Journal): void {
  writeDurably(join(folder, JOURNAL_FILE), `${JSON.stringify(journal, null, 2)}\n`, 'journal');
}

/** The step that an interrupted migration would go on with. */
export function nextStep(journal: Journal): MigrationStep | undefined {
  return MIGRATION_STEPS.find(({ name }) => journal.steps[name]?.state !== 'done')?.name;
}
