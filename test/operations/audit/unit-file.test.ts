import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { UNIT_EXAMPLE } from '../../../src/operations/audit/isolation.ts';
import { parseUnit, unmetSettings } from '../../../src/operations/audit/unit.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const file = fileURLToPath(new URL(`../../../${UNIT_EXAMPLE}`, import.meta.url));
const text = readFileSync(file, 'utf8');

test('the unit of the documentation has every setting of the registry', () => {
  assert.deepEqual(unmetSettings(parseUnit(text, file)), []);
});

function systemdVersion(): number {
  try {
    return Number(
      /^systemd (\d+)/.exec(execFileSync('systemd-analyze', ['--version'], { encoding: 'utf8' }))?.[1],
    );
  } catch {
    return 0;
  }
}
// `security --offline` came with 250.
const withSystemd = { skip: !(systemdVersion() >= 250) && 'systemd-analyze 250 or newer is not installed' };

/** With a program that every machine has: verify asks for it to be there. */
function runnable(change: (unit: string) => string = (unit) => unit): string {
  const path = join(new TemporaryFolder().path, 'chinook-app.service');
  writeFileSync(path, change(text).replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true'));
  return path;
}

test('systemd takes the unit without a word, and says so of one that is wrong', withSystemd, () => {
  const verify = (path: string) => spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  const { status, stderr } = verify(runnable());
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(
    verify(runnable((unit) => unit.replace('PrivateNetwork=', 'PrivateNetwrok='))).stderr,
    /Unknown key/,
  );
});

test('systemd rates its exposure as safe, and worse without a network of its own', withSystemd, () => {
  const exposure = (path: string) => {
    const words = ['security', '--offline=true', '--no-pager', path];
    const { stdout } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
    return Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
  };
  const rated = exposure(runnable());
  // Of 10; systemd calls it SAFE below 1 (src/analyze/analyze-security.c).
  assert.ok(rated <= 1, String(rated));
  assert.ok(exposure(runnable((unit) => unit.replace(/^PrivateNetwork=.*$/m, ''))) > rated);
});
