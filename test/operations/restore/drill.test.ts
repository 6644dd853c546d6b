import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { TemporaryFolder } from '../../support/dataset.ts';
import { runProgram } from '../program.ts';
import { at, labels, oneLine, picture, restore } from './place.ts';

test('--drill: restored, checked and used in a place that is gone afterwards, timed; the data stay as they are', async () => {
  const before = picture('data');
  const { code, out, err } = await restore('--drill', '--json');
  assert.equal(code, 0, err);
  const drill = JSON.parse(out) as {
    label: string;
    recoverySeconds: number;
    restoreSeconds: number;
    steps: { name: string; state: string; seconds: number }[];
    scenarios: { name: string; calls: number; seconds: number }[];
  };
  assert.equal(drill.label, labels[1]);
  assert.ok(drill.recoverySeconds >= drill.restoreSeconds);
  assert.deepEqual(
    drill.steps.map(({ name, state }) => `${name} ${state}`),
    [
      ...['choose', 'check', 'claim', 'copy', 'verify', 'aside', 'switch', 'tidy'].map(
        (name) => `${name} done`,
      ),
    ],
  );
  assert.ok(
    drill.scenarios.length >= 5 && drill.scenarios.every(({ calls, seconds }) => calls > 0 && seconds > 0),
  );
  assert.deepEqual(picture('data'), before);
  assert.match((await restore('--drill')).out, /^recovery in .*: set \w+, .*, restored, checked, in use\n/);
});

test('--drill without room: exit 5, what to set, and nothing is left', {
  skip: !canMount() && 'needs the right to mount a file system',
}, async () => {
  mkdirSync(at('small'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at('small')]);
  try {
    const words = ['restore', '--from', 'backups', '--drill'];
    const failed = await runProgram(words, { cwd: at(), env: { TMPDIR: at('small') } });
    assert.equal(failed.code, 5, failed.err);
    oneLine(
      failed,
      /of room, and set \w+ needs .* Free some space, or set TMPDIR to a folder with more\.\n$/,
    );
    assert.deepEqual(readdirSync(at('small')), []);
  } finally {
    execFileSync('umount', [at('small')]);
  }
});

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const { path } = new TemporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return true;
  } catch {
    return false;
  }
}
