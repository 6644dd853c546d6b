import { rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { plain } from '../../render/plain.ts';
import { version } from '../../version.ts';
import { step } from '../faults.ts';
import { setsToRemove } from './keep.ts';
import { appendLog, LOG_SCHEMA } from './log.ts';
import { BACKUP_SCHEMA, type BackupManifest, MANIFEST_FILE, writeManifest } from './manifest.ts';
import { MAKING_FILE, removeSet } from './remove.ts';
import type { BackupRun } from './run.ts';
import { listSets, setName } from './sets.ts';
import type { BackupStep } from './steps.ts';
import { syncFolder, writeSynced } from './sync.ts';

export const manifest: BackupStep = {
  name: 'manifest',
  title: 'Write the manifest of the set',
  run: async (run) => {
    run.manifest = manifestOf(run);
    step('backup-write-manifest');
    await writeSynced(join(run.partial, MANIFEST_FILE), writeManifest(run.manifest));
  },
};

/** The rename is the moment from which there is a set. */
export const publish: BackupStep = {
  name: 'publish',
  title: 'Give the set its name',
  run: async (run) => {
    const { to } = run.request;
    await unlink(join(run.partial, MAKING_FILE));
    await syncFolder(run.partial);
    step('backup-rename');
    await rename(run.partial, join(to, setName(run.label)));
    step('backup-renamed');
    await syncFolder(to);
  },
};

export const log: BackupStep = {
  name: 'log',
  title: 'Update the backup log',
  run: (run) =>
    appendLog(run.request.to, {
      schema: LOG_SCHEMA,
      at: run.now().toISOString(),
      event: 'made',
      label: run.label,
      source: run.folder.path,
      seconds: run.seconds,
      bytes: run.bytes,
      frozenSeconds: run.snapshotted?.frozenSeconds ?? 0,
      attempt: run.attempt,
      steps: run.outcomes,
    }),
};

/** Only sets that are good and of this data folder: what is damaged may be all that there is of something. */
export const cleanUp: BackupStep = {
  name: 'clean-up',
  title: 'Remove sets that need not be kept',
  run: async (run) => {
    const { to, keep } = run.request;
    if (keep === null) return;
    const { good } = await listSets(to);
    const own = good.filter(({ manifest: { source } }) => source === run.folder.path);
    if (own.length < good.length)
      run.warn(`${good.length - own.length} of the sets in ${plain(to)} are of other data folders, and stay`);
    // The set just made, which was opened and compared, has to be among them: else nothing is removed.
    if (own[0]?.label !== run.label) {
      run.warn(`nothing was removed: the newest set in ${plain(to)} is not the one just made`);
      return;
    }
    const removed: string[] = [];
    for (const set of setsToRemove(own, keep)) {
      const why = await removeSet(to, set);
      if (why === null) removed.push(set.label);
      else run.warn(`${plain(setName(set.label))} was not removed: ${why}`);
    }
    run.removed = removed;
    const at = run.now().toISOString();
    await appendLog(to, {
      schema: LOG_SCHEMA,
      at,
      event: 'cleaned',
      label: run.label,
      source: run.folder.path,
      seconds: run.seconds,
      removed,
    });
  },
};

function manifestOf(run: BackupRun): BackupManifest {
  return {
    schema: BACKUP_SCHEMA,
    label: run.label,
    createdAt: run.createdAt.toISOString(),
    tool: version(),
    sqlite: sqliteVersion(),
    source: run.folder.path,
    pointer: run.folder.pointer,
    databases: run.parts.map(({ name, file, memory }, index) => {
      const [snapshot, checked] = [run.snapshotted?.snapshots[index], run.checked[index]];
      if (snapshot === undefined || checked === undefined) throw new TypeError(`${file} was not verified`);
      return {
        name,
        file,
        memory,
        ...checked.pages,
        pages: snapshot.pages,
        schemaDigest: checked.contents.schemaDigest,
        journalMode: run.snapshotted?.journalModes[index] ?? 'delete',
        foreignKeyViolations: checked.foreignKeys,
        tables: [...checked.contents.tables],
      };
    }),
    frozenSeconds: run.snapshotted?.frozenSeconds ?? 0,
    verified: true,
  };
}

function sqliteVersion(): string {
  const db = new Database(':memory:');
  try {
    return db.prepare('SELECT sqlite_version()').pluck().get() as string;
  } finally {
    db.close();
  }
}
