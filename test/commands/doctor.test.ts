import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type DoctorFlags, doctor } from '../../src/commands/doctor-action.ts';
import type { Diagnosis } from '../../src/doctor/diagnosis.ts';
import type { MeasureAA } from '../../src/doctor/self-comparison.ts';
import { main } from '../../src/main.ts';
import { EXIT, Failure, Interrupted } from '../../src/model/failure.ts';
import { ChildFailed } from '../../src/process/child.ts';
import { type MachineFixture, QUIET_SERVER, readersOf, SSHFS } from '../doctor/machines.ts';
import { runMain } from '../report/run-main.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

const folder = new TemporaryFolder();

test('on this machine: a line for each check, the verdict last, and an exit code that agrees', async () => {
  const { code, stdout, stderr } = await runMain(['doctor', '--no-measure'], folder.path);
  const json = await runMain(['doctor', '--no-measure', '--json'], folder.path);
  const { schema, findings, fit } = JSON.parse(json.stdout) as Diagnosis;
  assert.equal(schema, 'chinook-eval/doctor@1');
  assert.deepEqual([code, json.code, stderr + json.stderr], [fit ? 0 : 1, fit ? 0 : 1, '']);
  const checks = ['cores', 'load', 'frequency', 'limits', 'file-system', 'memory', 'timer', 'node', 'sqlite'];
  assert.deepEqual(
    findings.map(({ check }) => check),
    checks,
  );
  for (const finding of findings)
    assert.deepEqual(Object.keys(finding), ['check', 'level', 'found', 'advice', 'value']);
  const lines = stdout.trimEnd().split('\n');
  for (const check of checks)
    assert.ok(
      lines.some((line) => new RegExp(`^(ok|note|warning|unfit) +${check.replace('-', ' ')} `).test(line)),
      check,
    );
  assert.match(lines.at(-1) ?? '', /^(fit to measure|fit, with \d+ warnings?|not fit): /);
});

test('bad usage: one line that names the way out, exit 2, nothing on stdout', async () => {
  writeFileSync(join(folder.path, 'file'), '');
  const cases: [string[], RegExp][] = [
    [['--work', 'nowhere'], /^chinook-eval: nowhere is not a folder\..*--work/],
    [['--work', 'file'], /^chinook-eval: file is not a folder/],
    [['--work', 'file/below'], /is not a folder/],
    [['--time', 'soon'], /500ms, 2s or 1m/],
    [['--time', '1s'], /--time .*--no-measure/],
  ];
  for (const [words, message] of cases) {
    const { code, stdout, stderr } = await runMain(['doctor', '--no-measure', ...words], folder.path);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  }
});

test('interrupted: exit 130', async () => {
  const { streams, abort, out } = recordedStreams();
  abort();
  assert.equal(await main(['doctor', '--no-measure'], streams), 130);
  assert.equal(out(), '');
});

test('colour on a terminal, none with NO_COLOR', async () => {
  const flags = { measure: false, work: folder.path };
  const onTerminal = async (env: Record<string, string>) => {
    const recorded = recordedStreams({ env });
    const stdout = { ...recorded.streams.stdout, isTTY: true, columns: 120 };
    await doctor(flags, { ...recorded.streams, stdout }, { readers: readersOf(QUIET_SERVER) });
    return recorded.out();
  };
  assert.ok((await onTerminal({})).includes('\u001b['));
  assert.ok(!(await onTerminal({ NO_COLOR: '1' })).includes('\u001b['));
});

const MEASURED = {
  ratio: 1.001,
  interval: { low: 0.996, high: 1.006, level: 0.95 },
  floor: 0.003,
  smallestEffect: 0.0061,
  generations: 5,
  seconds: 20,
};

/** doctor on a fixture, with another measurement in the place of ours; the work folder is a new one. */
async function examine(fixture: MachineFixture, measureAA: MeasureAA, flags: Partial<DoctorFlags> = {}) {
  const work = new TemporaryFolder().path;
  const recorded = recordedStreams();
  const parts = { readers: readersOf(fixture), measureAA };
  const running = doctor({ measure: true, work, ...flags }, recorded.streams, parts);
  return { work, running, ...recorded };
}

test('measures in a private folder below --work, as long as asked, and leaves nothing', async () => {
  const asked: [number, string[]][] = [];
  const measureAA: MeasureAA = async (seconds, place) => {
    mkdirSync(join(place, 'data'));
    asked.push([seconds, readdirSync(join(place, '..'))]);
    return MEASURED;
  };
  for (const flags of [{}, { time: 3 }]) {
    const { work, running, out } = await examine(QUIET_SERVER, measureAA, flags);
    assert.equal(await running, EXIT.fine);
    assert.match(out(), /itself: 1\.001 \(0\.996 to 1\.006\)/);
    assert.match(out(), /: differences from 0\.610 % on can be shown\n$/);
    assert.deepEqual(readdirSync(work), []);
  }
  assert.deepEqual(
    asked.map(([seconds, names]) => [seconds, names.length]),
    [
      [20, 1],
      [3, 1],
    ],
  );
});

test('unfit: exit 1, the reason in the verdict, and nothing is measured there', async () => {
  const { running, out } = await examine(SSHFS, () => assert.fail('measured'));
  assert.equal(await running, EXIT.gate);
  assert.match(out(), /\nnot fit: .*fuse\.sshfs, a network file system/);
});

test('what cannot be measured is unfit; a defect is not hidden as such', async () => {
  for (const error of [
    new ChildFailed('no answer within 60 s'),
    new Failure('the disk is full', EXIT.disk),
  ]) {
    const { work, running, out } = await examine(QUIET_SERVER, () => Promise.reject(error));
    assert.equal(await running, EXIT.gate);
    assert.match(out(), new RegExp(`could not be measured: ${error.message}`));
    assert.deepEqual(readdirSync(work), []);
  }
  const { work, running } = await examine(QUIET_SERVER, () => Promise.reject(new TypeError('defect')));
  await assert.rejects(running, TypeError);
  assert.deepEqual(readdirSync(work), []);
});

test('interrupted while measuring: said by Interrupted, whatever the children said, and nothing is left', async () => {
  const { work, running, abort, out } = await examine(QUIET_SERVER, async (_, __, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    throw new ChildFailed('the process was ended by SIGKILL');
  });
  const rejected = assert.rejects(running, Interrupted);
  setTimeout(abort, 50);
  await rejected;
  assert.deepEqual([out(), readdirSync(work)], ['', []]);
});
