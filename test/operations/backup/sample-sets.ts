import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layoutFiles } from '../../../src/database/files.ts';
import { three } from '../../../src/layouts/index.ts';
import {
  BACKUP_SCHEMA,
  type BackupManifest,
  writeManifest,
} from '../../../src/operations/backup/manifest.ts';

/** Four bytes each: what lists and rotates sets never opens a database. */
const CONTENT = 'data';

export function manifestOf(label: string, changes: Partial<BackupManifest> = {}): BackupManifest {
  const digest = createHash('sha256').update(CONTENT).digest('hex');
  const time = label.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const files = layoutFiles('', three);
  return {
    schema: BACKUP_SCHEMA,
    label,
    createdAt: time,
    tool: '0.0.0',
    sqlite: '3.0.0',
    source: '/srv/shop/data',
    pointer: { schema: 'chinook-eval/layout@1', layout: three },
    databases: three.databases.map(({ name, file }, index) => ({
      name,
      file: files[index] ?? '',
      memory: file === ':memory:',
      bytes: CONTENT.length,
      sha256: digest,
      pages: 1,
      schemaDigest: digest,
      journalMode: 'wal',
      foreignKeyViolations: 0,
      tables: [{ name: 'users', rows: 1 }],
    })),
    frozenSeconds: 0.001,
    verified: true,
    ...changes,
  };
}

/** A set as a backup would leave it, of files that are no databases. */
export function writeSet(folder: string, label: string, changes: Partial<BackupManifest> = {}): string {
  const path = join(folder, `backup_${label}`);
  mkdirSync(path, { recursive: true });
  for (const file of layoutFiles('', three)) writeFileSync(join(path, file), CONTENT);
  writeFileSync(join(path, 'manifest.json'), writeManifest(manifestOf(label, changes)));
  return path;
}
