import { existsSync, readdirSync } from 'node:fs';
import { rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { POINTER_FILE } from '../../database/data-folder.ts';
import { filesBeingMade, MAKING_FILE, removeUnfinished } from '../backup/remove.ts';
import { syncFolder } from '../backup/sync.ts';
import { step } from '../faults.ts';
import { POINTER_PARTIAL } from './access.ts';
import { isRestored, PREVIOUS } from './names.ts';
import type { RestoreRun } from './run.ts';
import { SIDECARS } from './target.ts';

/**
 * What a restore left that was ended: before its switch the files that it had copied, which go; after it old files that it
 * had not moved yet, which follow the others.
 */
export async function removeLeftovers(run: RestoreRun): Promise<void> {
  const { to } = run.request;
  await rm(join(to, POINTER_PARTIAL), { force: true });
  const { pointer } = run.target();
  const unfinished = readdirSync(to).filter((name) => existsSync(join(to, name, MAKING_FILE)));
  for (const name of unfinished.filter(isRestored)) {
    if (pointer?.folder === name) {
      await unlink(join(to, name, MAKING_FILE));
      continue;
    }
    const why = await removeUnfinished(to, { name, label: '', why: '' });
    run.note(
      why === null
        ? `removed ${name}, left by a restore that was ended`
        : `${name}, left by a restore that was ended, stays: ${why}`,
    );
  }
  // It says what is to follow before anything changes: where it does not, it never came to a switch.
  for (const name of unfinished.filter((one) => one.startsWith(PREVIOUS)))
    if (pointer?.folder === undefined || (await filesBeingMade(join(to, name))) === undefined)
      await removePrevious(to, name);
    else await fillPrevious(to, name);
}

/** Moves the old files that `making.json` names into the folder that it lies in, each with what belongs to it. */
export async function fillPrevious(to: string, name: string): Promise<void> {
  const path = join(to, name);
  for (const file of (await filesBeingMade(path)) ?? [])
    for (const one of [...SIDECARS.map((end) => `${file}${end}`), file])
      if (existsSync(join(to, one)) && !existsSync(join(path, one))) {
        step('restore-move-old');
        await rename(join(to, one), join(path, one));
      }
  await syncFolder(path);
  await syncFolder(to);
  await unlink(join(path, MAKING_FILE));
}

/** It was made for a switch that did not come: there is nothing of value in it. */
export async function removePrevious(to: string, name: string): Promise<void> {
  const path = join(to, name);
  const found = readdirSync(path);
  // The one by which it is known goes last.
  const ours = [POINTER_PARTIAL, POINTER_FILE, MAKING_FILE];
  if (found.some((one) => !ours.includes(one))) return;
  for (const one of ours) if (found.includes(one)) await unlink(join(path, one));
  await rmdir(path);
}
