import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Interrupted } from '../../model/failure.ts';
import type { FileFact } from './file-fact.ts';

/** Rights beside those of the mode: an entry such as "user:alice:r--" or "default:group:www-data:rwx". */
export interface AclFact {
  readonly path: string;
  readonly shown: string;
  readonly entries: readonly string[];
}

/** Paths per call: far from the longest command line. */
const BATCH = 200;

/**
 * The access control lists of files and folders, where getfacl(1) is installed.
 * @returns null where it is not, or cannot do it
 */
export async function readAcls(
  files: readonly FileFact[],
  signal: AbortSignal,
): Promise<readonly AclFact[] | null> {
  const looked = files.filter(({ kind }) => kind === 'file' || kind === 'folder');
  const shown = new Map(looked.map((file) => [file.path, file.shown]));
  const found: AclFact[] = [];
  for (let at = 0; at < looked.length; at += BATCH) {
    const paths = looked.slice(at, at + BATCH).map(({ path }) => path);
    const text = await listed(paths, signal);
    if (text === null) return null;
    for (const { path, entries } of parseAcls(text))
      found.push({ path, shown: shown.get(path) ?? path, entries });
  }
  return found;
}

async function listed(paths: readonly string[], signal: AbortSignal): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('getfacl', ['-p', '-s', '--', ...paths], {
      signal,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return stdout;
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    // One of them is gone by now, as sidecars come and go: it has listed the others, and ends with 1.
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    return code === 1 ? (stdout ?? '') : null;
  }
}

/** What getfacl prints: a block per file, beginning with "# file: /path", of which those of the mode itself are no news. */
export function parseAcls(text: string): { path: string; entries: string[] }[] {
  return text.split(/\n\n+/).flatMap((block) => {
    const path = /^# file: (.*)$/m.exec(block)?.[1];
    if (path === undefined) return [];
    const entries = block
      .split('\n')
      .map((line) => line.replace(/\s*#.*$/, ''))
      // "default:other::r-x" opens all that will be made in the folder, whatever the umask is.
      .filter((line) =>
        /^(?:(?:default:)?(?:user|group):[^:]+:[r-][w-][x-]|default:other::(?!---).+)$/.test(line),
      );
    return entries.length === 0 ? [] : [{ path: unescaped(path), entries }];
  });
}

/** getfacl writes what is not printable, and spaces, as three octal digits. */
function unescaped(text: string): string {
  const bytes = text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return /[\u0080-\u00ff]/.test(bytes) && !/[^\0-\u00ff]/.test(bytes)
    ? Buffer.from(bytes, 'latin1').toString('utf8')
    : bytes;
}
