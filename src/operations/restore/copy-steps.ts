import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { POINTER_FILE } from '../../database/data-folder.ts';
import { snapshotFile } from '../../database/files.ts';
import { DATASET_VERSION } from '../../database/fill/index.ts';
import { EXIT, Failure, throwIfInterrupted } from '../../model/failure.ts';
import { makeFolder } from '../../process/write.ts';
import { plain } from '../../render/plain.ts';
import { formatBytes } from '../../render/units.ts';
import { checkFiles } from '../backup/check-files.ts';
import { MAKING_FILE } from '../backup/remove.ts';
import { syncFile, syncFolder, writeSynced } from '../backup/sync.ts';
import { refuseDeadLink } from '../dead-link.ts';
import { step } from '../faults.ts';
import { lockData } from '../lock.ts';
import { FILE_MODE, FOLDER_MODE, giveAccess, ownerOf } from './access.ts';
import { chooseSet } from './choose.ts';
import { removeLeftovers } from './leftovers.ts';
import { freeName, restoredName } from './names.ts';
import type { RestoreRun } from './run.ts';
import type { RestoreStep } from './steps.ts';
import { refuseInUse, refuseOther } from './target.ts';

const SLACK_BYTES = 1_000_000;

export const choose: RestoreStep = {
  name: 'choose',
  title: 'Choose the set and read its manifest',
  run: async (run) => {
    const { from, shown, set } = run.request;
    run.set = await chooseSet(from, shown, set);
    const { label, manifest } = run.set;
    const { datasetVersion = 1 } = manifest.pointer;
    if (datasetVersion !== DATASET_VERSION)
      run.note(
        `set ${label} has the tables of dataset version ${datasetVersion}, and this chinook-eval works with those of version ${DATASET_VERSION}: it is brought back as it was, for the chinook-eval that made it (${manifest.tool})`,
      );
  },
};

/** Before anything is touched. */
export const checkSet: RestoreStep = {
  name: 'check',
  title: 'Compare the files of the set with the digests in its manifest',
  run: async (run) => {
    const { label, path, manifest } = run.set;
    const files = manifest.databases.map(({ file }) => ({
      path: join(path, file),
      shown: `${file} of ${label}`,
    }));
    const checked = await checkFiles(files, ['hash'], { signal: run.request.signal, gentle: false });
    for (const [index, { file, sha256 }] of manifest.databases.entries())
      if (checked[index]?.hash.sha256 !== sha256)
        throw new Failure(
          `set ${label} is damaged: ${file} is not what was backed up (its SHA-256 differs). Nothing was changed; name another set.`,
          EXIT.integrity,
        );
  },
};

/** Everything that may refuse does so here: from here on the folder is held. */
export const claim: RestoreStep = {
  name: 'claim',
  title: 'Make sure that the place is empty or stopped, and hold it',
  run: async (run) => {
    const { to, shownTo, named, elsewhere = 'name another folder', signal } = run.request;
    refuseDeadLink(to, shownTo);
    const found = run.target();
    if (!named) refuseOther(found, run.set.label, run.set.manifest.source);
    refuseInUse(found);
    if ((await stat(to).catch(() => undefined)) === undefined) {
      await makeFolder(to);
      run.made = true;
      await chmod(to, FOLDER_MODE);
    }
    run.lock = await lockData(to, 'restore', { signal });
    await removeLeftovers(run);
    refuseInUse(run.target());
    const { bavail, bsize } = await statfs(to);
    const [needed, free] = [run.set.bytes + SLACK_BYTES, bavail * bsize];
    if (free < needed)
      throw new Failure(
        `${plain(shownTo)} has ${formatBytes(free)} of room, and set ${run.set.label} needs ${formatBytes(needed)} beside what is there. Free some space, or ${elsewhere}.`,
        EXIT.disk,
      );
  },
};

export const copy: RestoreStep = {
  name: 'copy',
  title: 'Copy the files into a folder of their own',
  run: async (run) => {
    const { set, request } = run;
    // Not the one that layout.json names, if that is gone: what is half copied would be taken for the data.
    const folder = freeName(request.to, restoredName(set.label), run.target().pointer?.folder);
    const path = join(request.to, folder);
    await mkdir(path, { mode: 0o700 });
    run.folder = folder;
    const making = { databases: set.manifest.databases.map(({ file }) => ({ file })) };
    await writeSynced(join(path, MAKING_FILE), `${JSON.stringify(making)}\n`);
    for (const [index, { file }] of set.manifest.databases.entries()) {
      throwIfInterrupted(request.signal);
      request.onProgress?.(`copying ${file}`, index / set.manifest.databases.length);
      step('restore-copy');
      await copyFile(join(set.path, file), run.placed(file), constants.COPYFILE_EXCL).catch(
        orGone(set.label, join(set.path, file)),
      );
      await syncFile(run.placed(file));
    }
    await likeBefore(run);
    giveAccess(run, path, await stat(request.to));
    await syncFolder(path);
  },
};

/** Retention may remove a set that is being restored: nothing of ours holds the folder of the sets for so long. */
function orGone(label: string, source: string): (error: unknown) => never {
  return (error) => {
    if (existsSync(source)) throw error;
    throw new Failure(
      `set ${label} was removed while it was restored. Nothing was changed; name another set.`,
      EXIT.usage,
      { cause: error },
    );
  };
}

/** The files get the owner, the group and the mode of those that they stand in for; of new ones it is those of the folder. */
async function likeBefore(run: RestoreRun): Promise<void> {
  const { path, pointer } = run.target();
  const fresh = { ...ownerOf(await stat(path)), mode: FILE_MODE };
  for (const { name, file } of run.set.manifest.databases) {
    const placement = pointer?.layout.databases.find((one) => one.name === name);
    const old =
      placement === undefined
        ? join(path, POINTER_FILE)
        : join(path, snapshotFile(pointer?.folder ?? '', placement));
    const before = await stat(old).catch(() => undefined);
    giveAccess(run, run.placed(file), {
      ...ownerOf(before ?? fresh),
      mode: placement === undefined ? FILE_MODE : (before ?? fresh).mode,
    });
  }
}
