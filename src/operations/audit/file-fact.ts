import { type BigIntStats, readlinkSync } from 'node:fs';
import { plain } from '../../render/plain.ts';
import { type Header, headerOf } from './header.ts';
import { MODE_BITS } from './mode.ts';
import type { Role } from './policy.ts';
import { word } from './shell.ts';

/** A file or folder as it was looked at; symbolic links are not followed. */
export interface FileFact {
  /** Absolute, without symbolic links but for a last part that is one. */
  readonly path: string;
  /** As the user would name it; printable. */
  readonly shown: string;
  /** The same as a word for a shell; null where the name has characters that cannot be printed. */
  readonly word: string | null;
  readonly role: Role;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Owner of the folder that it lies in. */
  readonly folderUid: number;
  readonly links: number;
  /** Device and inode. */
  readonly identity: string;
  readonly bytes: number;
  /** Of a link: where it points. */
  readonly target: string | null;
  /** Of a file; null where it could not be read. */
  readonly header: Header | null;
  /** layout.json names it, or it is a sidecar of one that it names. */
  readonly current: boolean;
}

/** What folders and files in a place are to the audit. */
export interface Roles {
  readonly folder: Role;
  readonly roleOf: (file: string, header: Header | null) => { role: Role; current: boolean };
}

export function factOf(
  path: string,
  name: string,
  stats: BigIntStats,
  folderUid: number,
  { folder, roleOf }: Roles,
): FileFact {
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'folder'
      : stats.isSymbolicLink()
        ? 'link'
        : 'special';
  const header = kind === 'file' ? quietHeader(path) : null;
  const role = kind === 'folder' ? { role: folder, current: false } : roleOf(path, header);
  return {
    path,
    shown: plain(name),
    word: plain(name) === name ? word(name) : null,
    ...role,
    kind,
    mode: Number(stats.mode) & MODE_BITS,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    folderUid,
    links: Number(stats.nlink),
    identity: `${stats.dev}:${stats.ino}`,
    bytes: Number(stats.size),
    target: kind === 'link' ? quietTarget(path) : null,
    header,
  };
}

function quietHeader(path: string): Header | null {
  try {
    return headerOf(path);
  } catch {
    // Without permission: its rights are looked at all the same, and its contents are told as not looked at.
    return null;
  }
}

function quietTarget(path: string): string {
  try {
    return plain(readlinkSync(path));
  } catch {
    return 'what could not be read';
  }
}
