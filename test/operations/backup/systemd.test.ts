import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildProgram } from '../../../src/commands/program.ts';
import { parseKeep } from '../../../src/operations/backup/keep.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { recordedStreams } from '../../support/streams.ts';

const UNITS = ['chinook-backup.service', 'chinook-backup.timer'];
const textOf = (unit: string) =>
  readFileSync(new URL(`../../../docs/systemd/${unit}`, import.meta.url), 'utf8');

test('the unit starts a command with options that there are', async () => {
  const [, words = ''] = /^ExecStart=\S+ (.*)$/m.exec(textOf('chinook-backup.service')) ?? [];
  const [command, ...rest] = words.split(' ');
  const program = await buildProgram(recordedStreams().streams, 'backup', () => {});
  const known = program.commands.find((one) => one.name() === command)?.options.map(({ long }) => long);
  for (const word of rest.filter((one) => one.startsWith('--'))) assert.ok(known?.includes(word), word);
  parseKeep(rest[rest.indexOf('--keep') + 1] ?? '');
});

const there = spawnSync('systemd-analyze', ['--version']).status === 0;

test('systemd-analyze finds nothing wrong, and little exposed', {
  skip: !there && 'systemd is not here',
}, () => {
  const folder = new TemporaryFolder();
  // The program of the unit is not installed where this runs.
  const files = UNITS.map((unit) => {
    const file = join(folder.path, unit);
    writeFileSync(file, textOf(unit).replace('/usr/bin/chinook-eval', process.execPath));
    return file;
  });
  const verified = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' });
  assert.deepEqual([verified.status, verified.stderr], [0, '']);
  const exposed = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--no-pager', '--threshold=15', files[0] ?? ''],
    { encoding: 'utf8' },
  );
  // Before version 250 it cannot look at a file.
  if (!/unrecognized option|Unknown/.test(exposed.stderr)) assert.equal(exposed.status, 0, exposed.stdout);
});
