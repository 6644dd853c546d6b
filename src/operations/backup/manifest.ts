import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type LayoutPointer, parsePointer } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import { timeOfLabel } from './label.ts';

export const BACKUP_SCHEMA = 'chinook-eval/backup@1';

/** In the folder of each set, beside its database files. */
export const MANIFEST_FILE = 'manifest.json';

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** It comes from a file: no way out of the set's folder. */
const fileName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/)
  .refine((name) => name !== MANIFEST_FILE);

const BackupTable = z.object({
  name: z.string(),
  rows: count,
});
export type BackupTable = z.infer<typeof BackupTable>;

const BackupDatabase = z.object({
  name: z.string().describe('of the database in the layout'),
  file: fileName,
  memory: z
    .boolean()
    .describe(
      'a :memory: database: the file is the snapshot that fills it, not what a process has in memory',
    ),
  bytes: count,
  sha256,
  pages: count,
  schemaDigest: sha256.describe('of the texts that made its tables, indexes, triggers and views'),
  journalMode: z
    .string()
    .describe('of the database; its copy is in mode delete, so that it stands by itself'),
  foreignKeyViolations: count.describe('that the database has: the copy is faithful'),
  tables: z
    .array(BackupTable)
    .describe(
      'that hold rows, those of virtual tables included; each page of the file was compared with the read transaction',
    ),
});
export type BackupDatabase = z.infer<typeof BackupDatabase>;

const BackupManifest = z.object({
  schema: z.literal(BACKUP_SCHEMA),
  label: z.string().refine((label) => timeOfLabel(label) !== undefined),
  createdAt: z.iso.datetime().describe('what the clock said; the label may be later'),
  tool: z.string().describe('version of chinook-eval'),
  sqlite: z.string(),
  source: z.string().describe('the data folder; sets of one source are rotated together'),
  pointer: z.record(z.string(), z.unknown()).describe('layout.json as it was'),
  databases: z.array(BackupDatabase).min(1),
  frozenSeconds: z.number().nonnegative().describe('for so long no writer could begin a transaction'),
  verified: z.literal(true).describe('every file was opened again and compared before the set got its name'),
});

/** What a set says of itself, checked. Its `pointer` is a layout that this version knows. */
export interface BackupManifest extends Omit<z.infer<typeof BackupManifest>, 'pointer'> {
  readonly pointer: LayoutPointer;
}

/** The manifest's file: the last line of the object is the digest of all before it, so that no flipped bit goes unseen. */
export function writeManifest(manifest: BackupManifest): string {
  return `${JSON.stringify({ ...manifest, sha256: digestOf(manifest) }, null, 2)}\n`;
}

/**
 * @param shown what to call the file in an error
 * @throws Failure: 4 where it is torn, altered or contradicts itself, 2 where it is of another version
 */
export function parseManifest(text: string, shown: string): BackupManifest {
  const damaged = (what: string) =>
    new Failure(`${shown} ${what}. Use another set, or make a new backup.`, EXIT.integrity);
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    throw damaged('is torn: it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged('is not an object');
  if (value.schema !== BACKUP_SCHEMA)
    throw new Failure(
      `${shown} is of the version ${JSON.stringify(value.schema) ?? 'without a name'}, not ${BACKUP_SCHEMA}. Use the chinook-eval that wrote it.`,
    );
  const { sha256: stored, ...rest } = value;
  if (stored !== digestOf(rest)) throw damaged('is not as it was written (its own digest differs)');
  const parsed = BackupManifest.safeParse(rest);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(`is not whole (${issue?.path.join('.')}: ${issue?.message})`);
  }
  const pointer = parsePointer(JSON.stringify(parsed.data.pointer), `${shown}, pointer`);
  const files = parsed.data.databases.map(({ file }) => file);
  if (files.join('\n') !== layoutFiles('', pointer.layout).join('\n'))
    throw damaged('lists other files than its layout has');
  return { ...parsed.data, pointer };
}

/** Without line breaks and indentation, in the order of the keys: what JSON.parse gives back unchanged. */
function digestOf(manifest: object): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
