import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { formatBytes } from '../../render/units.ts';
import { checkFiles } from './check-files.ts';
import type { Compared } from './compare.ts';
import { nextLabel } from './label.ts';
import { readLog } from './log.ts';
import { MAKING_FILE } from './remove.ts';
import type { BackupRun } from './run.ts';
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
    await compareAndCheck(run);
    for (const [index, { file, name }] of run.parts.entries()) {
      const [compared, checked] = [run.compared[index], run.checked[index]];
      if (compared === undefined || compared.bytes !== checked?.hash.bytes)
        throw new Failure(
          `the copy of ${file} has another size than its pages. Nothing of it is kept.`,
          EXIT.integrity,
        );
      if (checked.foreignKeys > 0)
        run.warn(
          `${name}: ${checked.foreignKeys} rows reference one that is not there; the backup holds them as they are, chinook-eval audit names them`,
        );
    }
  },
};

/** The process with the read transactions compares, others check the files meanwhile; what fails first ends both. */
async function compareAndCheck(run: BackupRun): Promise<void> {
  const stop = new AbortController();
  let first: unknown;
  const orStop = async (work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      first ??= error;
      stop.abort();
      await run.end();
    }
  };
  const comparing = async () => {
    const compared: Compared[] = [];
    for (const index of run.parts.keys()) compared.push(await run.ask<Compared>('compare', index));
    run.compared = compared;
    await run.ask('close', null);
  };
  const checking = async () => {
    const files = run.parts.map(({ file }) => ({
      path: join(run.partial, file),
      shown: `the copy of ${file}`,
    }));
    const signal = AbortSignal.any([run.request.signal, stop.signal]);
    run.checked = await checkFiles(files, ['hash', 'integrity', 'foreignKeys'], { signal, gentle: true });
  };
  await Promise.all([orStop(comparing()), orStop(checking())]);
  if (first !== undefined) throw first;
}
