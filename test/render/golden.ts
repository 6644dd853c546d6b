import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const GOLDEN = new URL('../golden/', import.meta.url);

/** Compares with test/golden/<name>; with UPDATE_GOLDEN=1 writes it instead, to be read over before it is committed. */
export function assertGolden(name: string, actual: string): void {
  const file = new URL(name, GOLDEN);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(file, actual);
  }
  // A checkout on Windows may have turned line ends.
  assert.equal(actual, readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
}
