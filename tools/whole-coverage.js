// Loaded before every test file (see test.js). Node reports no coverage, and fails, when one coverage file is cut: that of a
// process that was killed while it wrote it, or that a test lets write no more than 64 KiB (ulimit -f). So the processes that
// a test file starts write into a folder of their own, and what is whole in it is handed on when the test file ends.
import { mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.env.NODE_V8_COVERAGE ?? '';
// Node's name for it. What a test file starts inherits this module with its options, and has the folder below already.
if (basename(folder).startsWith('node-coverage-')) {
  // Inside Node's folder, which Node reads without its folders and takes away with them.
  // Not by the number of the process: a run of 25 minutes has two processes of one number.
  const own = mkdtempSync(join(folder, 'of-'));
  // This process has its own place from its start; this is for those that it starts.
  process.env.NODE_V8_COVERAGE = own;
  process.on('exit', () => {
    for (const name of readdirSync(own)) {
      const file = join(own, name);
      if (isWhole(file)) renameSync(file, join(folder, name));
    }
  });
}

function isWhole(file) {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
