import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pointerTo } from '../../../src/database/data-folder.ts';
import type { Layout } from '../../../src/model/layout.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

/** Modes and owners are those of POSIX. */
export const posix = { skip: process.platform === 'win32' && 'Windows has no modes and owners of this kind' };
export const asRoot = { skip: process.getuid?.() !== 0 && 'only root may give files away' };

/**
 * Before a program that root's own tests start: somebody who is not root (65534, often "nobody"), who also may not write the
 * coverage of a test run. Whoever else runs the tests is not root already.
 */
export const NOBODY = 65_534;
export const asNobody =
  process.getuid?.() === 0
    ? ['env', '-u', 'NODE_V8_COVERAGE', 'setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
    : [];

export const DATABASES = ['database.sqlite', 'chinook.sqlite'];

/** Builds a layout once; each call copies it into a folder that an audit finds nothing on. */
export async function dataMaker(layout: Layout): Promise<() => string> {
  const built = new TemporaryFolder().path;
  buildAndOpen(layout, built, await seedStore(built)).close();
  const from = join(built, `${layout.name}-1`);
  writeFileSync(join(from, 'layout.json'), JSON.stringify(pointerTo(layout)));
  // A temporary folder is for its owner alone: nobody could reach what is open in it.
  chmodSync(built, 0o755);
  let count = 0;
  return () => {
    const cwd = join(built, `copy-${++count}`);
    mkdirSync(cwd);
    chmodSync(cwd, 0o755);
    const data = join(cwd, 'data');
    cpSync(from, data, { recursive: true });
    for (const name of readdirSync(data)) chmodSync(join(data, name), 0o640);
    chmodSync(data, 0o750);
    return cwd;
  };
}

/** Names, contents, modes, owners and times of all files of a folder: what an audit must leave as it is. */
export function fingerprint(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { mode, uid, gid, mtimeMs, ino } = lstatSync(path);
      const digest = lstatSync(path).isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : '';
      return `${name} ${mode.toString(8)} ${uid}:${gid} ${ino} ${mtimeMs} ${digest}`;
    });
}

export function giveTo(folder: string, uid: number, gid: number): void {
  chownSync(folder, uid, gid);
  for (const name of readdirSync(folder)) chownSync(join(folder, name), uid, gid);
}
