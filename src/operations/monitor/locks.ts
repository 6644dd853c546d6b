import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** A POSIX lock as /proc/locks lists it (proc_locks(5)). */
export interface Lock {
  readonly kind: 'READ' | 'WRITE';
  readonly pid: number;
  readonly inode: number;
  readonly start: number;
  /** Included. */
  readonly end: number;
}

/** Who does what with a database at this moment, seen without touching it. */
export interface LocksOfFile {
  /** Processes that have it open, this one apart. Only WAL shows that: absent without a -shm. */
  readonly holders?: readonly number[];
  /** Processes in a read transaction. */
  readonly readers: readonly number[];
  /** Someone is in a write transaction. */
  readonly writing: boolean;
  /** Someone keeps everybody else out. */
  readonly exclusive: boolean;
}

/** Bytes of the -shm: https://www.sqlite.org/walformat.html, 2.3.1 (write, checkpoint, recover, five read marks, the dead man's switch). */
const WAL_WRITE = 120;
const WAL_READ = [123, 127] as const;
const WAL_OPEN = 128;
/** Bytes of the file itself: https://www.sqlite.org/lockingv3.html and os.h (PENDING_BYTE, RESERVED_BYTE, SHARED_FIRST and 510 bytes). */
const PENDING = 0x40000000;
const RESERVED = PENDING + 1;
const SHARED = [PENDING + 2, PENDING + 2 + 509] as const;

/** Every lock of every process, or null where the system has no such list. */
export function readLocks(): readonly Lock[] | null {
  try {
    return parseLocks(readFileSync('/proc/locks', 'utf8'));
  } catch {
    return null;
  }
}

/**
 * The same without keeping anybody waiting: the kernel stops all locking while it lists the locks, and first waits until every
 * processor has noticed (fs/locks.c, percpu_down_write), which takes 10 ms and more.
 */
export async function readLocksAside(): Promise<readonly Lock[] | null> {
  try {
    return parseLocks(await readFile('/proc/locks', 'utf8'));
  } catch {
    return null;
  }
}

/** Lines of waiting processes ("->") and of other kinds of lock are left out. */
export function parseLocks(text: string): readonly Lock[] {
  return text.split('\n').flatMap((line): Lock[] => {
    const [, kind, pid, inode, start, end] =
      /^\d+: POSIX\s+\S+\s+(READ|WRITE)\s+(\d+)\s+[0-9a-f]+:[0-9a-f]+:(\d+)\s+(\d+)\s+(\d+|EOF)$/.exec(
        line.trim(),
      ) ?? [];
    if (kind === undefined) return [];
    return [
      {
        kind: kind as Lock['kind'],
        pid: Number(pid),
        inode: Number(inode),
        start: Number(start),
        end: end === 'EOF' ? Number.POSITIVE_INFINITY : Number(end),
      },
    ];
  });
}

/**
 * @param inodes of the file, and of its -shm where there is one. By the inode alone: an overlay file system shows another
 * device than the lock has
 * @param self this process, whose own locks are not of interest
 */
export function locksOf(
  locks: readonly Lock[],
  inodes: { readonly file: number; readonly shm: number | null },
  self: number,
): LocksOfFile {
  const others = locks.filter((lock) => lock.pid !== self);
  const onFile = others.filter(({ inode }) => inode === inodes.file);
  const onShm = others.filter(({ inode }) => inode === inodes.shm);
  const exclusive = onFile.some((lock) => lock.kind === 'WRITE' && covers(lock, SHARED));
  if (inodes.shm === null)
    return {
      exclusive,
      readers: processes(onFile.filter((lock) => lock.kind === 'READ' && covers(lock, SHARED))),
      writing: onFile.some((lock) => lock.kind === 'WRITE' && covers(lock, [PENDING, RESERVED])),
    };
  return {
    exclusive,
    holders: processes([
      ...onShm.filter((lock) => covers(lock, [WAL_OPEN, WAL_OPEN])),
      // A connection to a WAL database keeps its shared lock on the file as long as it is open.
      ...onFile.filter((lock) => covers(lock, SHARED)),
    ]),
    readers: processes(onShm.filter((lock) => lock.kind === 'READ' && covers(lock, WAL_READ))),
    writing: onShm.some((lock) => lock.kind === 'WRITE' && covers(lock, [WAL_WRITE, WAL_WRITE])),
  };
}

function covers({ start, end }: Lock, [first, last]: readonly [number, number]): boolean {
  return start <= last && end >= first;
}

function processes(locks: readonly Lock[]): readonly number[] {
  return [...new Set(locks.map(({ pid }) => pid))];
}
