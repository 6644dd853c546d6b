import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programFile } from '../../paths.ts';
import type { Program } from '../../process/child.ts';
import { PROGRAM } from './workshop.ts';

/**
 * Our program started through a shell script, which sets limits or puts a tracer before it and then becomes Node
 * (exec), so that the process id, the channel and the signals are those of our child.
 * @param setup lines of sh @param before words before node
 */
export function launcher(
  folder: string,
  { setup = '', before = [] }: { setup?: string; before?: readonly string[] },
): Program {
  const script = join(folder, 'launch.sh');
  const command = [...before, process.execPath].map(quoted).join(' ');
  // Written at once and not by a thread: a process that is started meanwhile would hold it open for writing (ETXTBSY).
  writeFileSync(
    script,
    `#!/bin/sh
NODE_COMPILE_CACHE=${quoted(join(folder, '..', 'compile-cache'))}
export NODE_COMPILE_CACHE
${setup}
exec ${command} "$@"
`,
  );
  chmodSync(script, 0o700);
  return { file: fileURLToPath(programFile(PROGRAM)), node: script };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
