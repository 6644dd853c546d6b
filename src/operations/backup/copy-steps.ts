import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, Failure } from '../../model/failure.ts';
import { howMany } from '../../render/how-many.ts';
import { plain } from '../../render/plain.ts';
import { formatBytes } from '../../render/units.ts';
import { checkFiles } from './check-files.ts';
import { nextLabel } from './label.ts';
import { readLog } from './log.ts';
import { MAKING_FILE } from './remove.ts';
import { listSets } from './sets.ts';
import type { SnapshotRequest, Snapshotted } from './snapshot-process.ts';
import type { BackupStep } from './steps.ts';
import { writeSynced } from './sync.ts';

/** Room for what is written beside the copies. */
const SLACK_BYTES = 1_000_000;

/** As far as no reader or writer is disturbed by it (PASSIVE). */
export const checkpoint: BackupStep = {
  name: 'checkpoint',
  title: 'Checkpoint the WAL files',
  run: (run) =>
    run.ask(
      'checkpoint',
      run.parts.map(({ source }) => source),
    ),
};

export const label: BackupStep = {
  name: 'label',
  title: 'Choose the label',
  run: async (run) => {
    const { to, shown } = run.request;
    const { good, damaged, unfinished } = await listSets(to);
    const logged = (await readLog(to)).flatMap((entry) => entry.label ?? []);
    const there = [...good, ...damaged, ...unfinished].map((one) => one.label);
    run.createdAt = run.now();
    run.label = nextLabel(run.createdAt, [...there, ...logged, ...run.given]);
    const { bavail, bsize } = await statfs(to);
    const [needed, free] = [run.parts.reduce((sum, { bytes }) => sum + bytes, SLACK_BYTES), bavail * bsize];
    if (free < needed)
      throw new Failure(
        `${plain(to)} has ${formatBytes(free)} of room, and a backup of ${plain(shown)} needs ${formatBytes(needed)}. Free some space, or name another folder.`,
        EXIT.disk,
      );
    await mkdir(run.partial, { mode: 0o700 });
    const making = { label: run.label, databases: run.parts.map(({ file }) => ({ file })) };
    await writeSynced(join(run.partial, MAKING_FILE), `${JSON.stringify(making)}\n`);
  },
};

export const snapshot: BackupStep = {
  name: 'snapshot',
  title: 'Copy all databases as of one moment',
  run: async (run) => {
    const request: SnapshotRequest = {
      databases: run.parts,
      folder: run.partial,
      lockSeconds: run.request.lockSeconds ?? 30,
    };
    run.snapshotted = await run.ask<Snapshotted>('open', request);
    for (const [index, { name, memory }] of run.parts.entries())
      if (run.snapshotted.journalModes[index] !== 'wal' && !memory)
        run.warn(`${name} is not in WAL mode: who writes to it waits until it is copied and compared`);
    for (const [index, { name }] of run.parts.entries()) {
      run.show(`copying ${name}`, index / run.parts.length);
      await run.ask('copy', index);
    }
  },
};

export const verify: BackupStep = {
  name: 'verify',
  title: 'Open each copy, check and compare it',
  run: async (run) => {
    const { signal } = run.request;
    const files = run.parts.map(({ file, name }, index) => {
      const snapshot = run.snapshotted?.snapshots[index];
      if (snapshot === undefined) throw new TypeError(`${file} was not copied`);
      return { path: join(run.partial, file), shown: `the copy of ${file}`, of: { name, snapshot } };
    });
    run.checked = await checkFiles(files, ['pages', 'integrity', 'foreignKeys', 'contents'], {
      signal,
      gentle: true,
      // As soon as its pages are compared: the longer a snapshot lasts, the longer its WAL grows.
      onAnswer: async (check, index) => {
        if (check === 'pages') await run.ask('release', index);
      },
    });
    await run.end();
    for (const [index, { name }] of run.parts.entries()) {
      const broken = run.checked[index]?.foreignKeys ?? 0;
      if (broken > 0)
        run.warn(
          `${name}: ${howMany(broken, 'row references', 'rows reference')} one that is not there; the backup holds ${broken === 1 ? 'it as it is' : 'them as they are'}, chinook-eval audit says which`,
        );
    }
  },
};
