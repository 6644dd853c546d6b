import { accessSync, constants, realpathSync, statfsSync } from 'node:fs';
import { fileSystemName, IN_MEMORY, isNetworkName } from '../process/file-system.ts';
import { mountOf, parseMounts } from '../process/mounts.ts';
import { formatBytes } from '../render/units.ts';
import { type Finding, SCARCE_BYTES } from './finding.ts';

/** The folder that the databases would lie in. */
export interface FolderReading {
  /** Without symbolic links. */
  readonly path: string;
  /** statfs' type; null where it is not known. */
  readonly magic: number | null;
  readonly freeBytes: number | null;
  readonly writable: boolean;
}

/** @param folder one that exists */
export function readFolder(folder: string): FolderReading {
  const path = realpathSync(folder);
  let [magic, freeBytes]: [number | null, number | null] = [null, null];
  let writable = true;
  try {
    const { type, bavail, bsize } = statfsSync(path);
    [magic, freeBytes] = [type, bavail * bsize];
  } catch {
    // A system without statfs: not known.
  }
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch {
    writable = false;
  }
  return { path, magic, freeBytes, writable };
}

const ANOTHER = 'name a folder on a local disk with --work';

/** @param mountinfo text of /proc/self/mountinfo */
export function folderFinding(
  { path, magic, freeBytes, writable }: FolderReading,
  mountinfo: string | null,
): Finding {
  const mountType = mountOf(parseMounts(mountinfo ?? ''), path)?.type ?? null;
  const type = fileSystemName(magic, mountType);
  const network = isNetworkName(type);
  const inMemory = IN_MEMORY.has(type);
  const free = freeBytes === null ? 'free space not shown here' : `${formatBytes(freeBytes)} free`;
  const finding = {
    check: 'file-system' as const,
    found: `${path}: ${type}, ${free}`,
    value: { folder: path, type, network, inMemory, freeBytes, writable },
  };
  if (!writable)
    return { ...finding, level: 'fail', found: `${path}: no permission to write there`, advice: ANOTHER };
  if (network)
    return {
      ...finding,
      level: 'fail',
      found: `${path}: ${type}, a network file system, on which SQLite's WAL does not work`,
      advice: ANOTHER,
    };
  if (inMemory)
    return {
      ...finding,
      level: 'warn',
      found: `${path}: ${type}, in memory: writes and checkpoints never reach a disk`,
      advice: ANOTHER,
    };
  if (freeBytes !== null && freeBytes < SCARCE_BYTES)
    return { ...finding, level: 'warn', advice: 'free some space, or name another folder with --work' };
  if (/^(fuse(\.|$)|virtiofs$)/.test(type))
    return {
      ...finding,
      level: 'warn',
      found: `${finding.found}; every access goes through another program, whose speed is measured as well`,
      advice: ANOTHER,
    };
  if (type === 'unknown')
    return {
      ...finding,
      level: 'note',
      found: `${path}: type of file system not shown here, ${free}`,
      advice: null,
    };
  return { ...finding, level: 'ok', advice: null };
}
