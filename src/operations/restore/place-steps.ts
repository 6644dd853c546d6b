import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { POINTER_FILE } from '../../database/data-folder.ts';
import { plain } from '../../render/plain.ts';
import { labelAt } from '../backup/label.ts';
import { MAKING_FILE } from '../backup/remove.ts';
import { syncFolder, writeSynced } from '../backup/sync.ts';
import { step } from '../faults.ts';
import { giveAccess, ownerOf, pointerAccess, writePointer } from './access.ts';
import { fillPrevious } from './leftovers.ts';
import { freeName, PREVIOUS, QUARANTINE } from './names.ts';
import type { RestoreRun } from './run.ts';
import type { RestoreStep } from './steps.ts';
import { refuseInUse, SIDECARS, type Target } from './target.ts';

export const moveAside: RestoreStep = {
  name: 'aside',
  title: 'Put stale sidecars into quarantine, make a place for the old files',
  run: async (run) => {
    const target = run.target();
    await quarantine(run, target);
    if (target.pointer === undefined) return;
    // Whoever may read the pointer may read its copy, and nobody else.
    const access = await pointerAccess(target.path);
    if (target.pointer?.folder !== undefined) {
      // The folder becomes a data folder in itself.
      const { folder, ...rest } = target.pointer;
      if (!(await stat(join(target.path, folder)).catch(() => undefined))?.isDirectory()) {
        run.note(`${folder}, which layout.json names, is no folder: there is nothing of it to keep`);
        return;
      }
      run.previous = folder;
      const place = join(target.path, folder);
      run.pointed = !existsSync(join(place, POINTER_FILE));
      await writePointer(run, place, rest, access);
      return;
    }
    const name = freeName(target.path, `${PREVIOUS}${labelAt(run.now())}`);
    const path = join(target.path, name);
    await mkdir(path, { mode: 0o700 });
    run.previous = name;
    run.previousIsWhole = target.pointer !== null;
    giveAccess(run, path, await stat(target.path));
    const files = [...new Set(target.present.map(withoutEnd))];
    const making = { databases: files.map((file) => ({ file })) };
    await writeSynced(join(path, MAKING_FILE), `${JSON.stringify(making)}\n`);
    step('restore-previous');
    await writePointer(run, path, await readFile(join(target.path, POINTER_FILE)), access);
  },
};

function withoutEnd(name: string): string {
  const end = SIDECARS.find((one) => name.endsWith(one));
  return end === undefined ? name : name.slice(0, -end.length);
}

/** A -wal of another database beside a file of its name would be played into it when it is opened. */
async function quarantine(run: RestoreRun, { path, stale }: Target): Promise<void> {
  if (stale.length === 0) return;
  const name = freeName(path, `${QUARANTINE}${labelAt(run.now())}`);
  await mkdir(join(path, name), { mode: 0o700 });
  run.quarantine = name;
  giveAccess(run, join(path, name), { ...ownerOf(await stat(path)), mode: 0o700 });
  for (const one of stale) {
    step('restore-quarantine');
    await rename(join(path, one), join(path, name, one));
  }
  await syncFolder(path);
  run.note(`${plain(stale.join(', '))}: of databases that are not there, moved to ${name}`);
}

/** One rename: before it the folder is as it was, after it it is restored. */
export const switchOver: RestoreStep = {
  name: 'switch',
  title: 'Switch layout.json to the restored files',
  run: async (run) => {
    const { to } = run.request;
    const { label, manifest } = run.set;
    const target = run.target();
    // Somebody may have opened the old files since.
    refuseInUse(target);
    step('restore-switch');
    const restored = { label, at: run.now().toISOString() };
    const pointer = { ...manifest.pointer, folder: run.folder, restored };
    await writePointer(run, to, pointer, await pointerAccess(to));
    run.switched = true;
    step('restore-switched');
    await syncFolder(to);
  },
};

export const tidy: RestoreStep = {
  name: 'tidy',
  title: 'Move the old files into their place',
  run: async (run) => {
    const { to } = run.request;
    if (
      run.previous?.startsWith(PREVIOUS) &&
      (await stat(join(to, run.previous, MAKING_FILE)).catch(() => null))
    )
      await fillPrevious(to, run.previous);
    await unlink(join(to, run.folder, MAKING_FILE));
  },
};
