import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that has a file open. */
export interface FileHolder {
  readonly pid: number;
  /** As the system calls the program. */
  readonly program: string;
  readonly file: string;
}

/**
 * Other processes that have one of these files open, as /proc shows them (Linux; those of other users only to root). A file
 * that was removed while it was open counts: whoever has it goes on writing into it.
 * @param files absolute and without symbolic links
 */
export function holdersOf(files: readonly string[], proc = '/proc'): readonly FileHolder[] {
  const wanted = new Set(files);
  return listed(proc)
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const open = listed(`${proc}/${name}/fd`).flatMap((fd) => linkOf(`${proc}/${name}/fd/${fd}`));
      const file = open.find((path) => wanted.has(path));
      return file === undefined ? [] : [{ pid: Number(name), program: programOf(`${proc}/${name}`), file }];
    });
}

/** No such folder, no permission, a process that has just ended: nothing to see. */
function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path).replace(/ \(deleted\)$/, '')];
  } catch {
    return [];
  }
}

function programOf(path: string): string {
  try {
    return readFileSync(`${path}/comm`, 'utf8').trim();
  } catch {
    return 'a process';
  }
}
