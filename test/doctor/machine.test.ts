import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckName, Finding } from '../../src/doctor/finding.ts';
import { machineFindings, readMachine } from '../../src/doctor/machine.ts';
import { Interrupted } from '../../src/model/failure.ts';
import {
  CONTAINER,
  LAPTOP,
  MAC,
  type MachineFixture,
  OLD_CONTAINER,
  put,
  QUIET_SERVER,
  readersOf,
  SSHFS,
  stat,
} from './machines.ts';

const { signal } = new AbortController();

async function examine(fixture: MachineFixture): Promise<Map<CheckName, Finding>> {
  const found = machineFindings(await readMachine('/ignored', signal, readersOf(fixture)));
  // How fine the clock of the machine is that runs the tests is not the fixture's.
  return new Map(found.filter(({ check }) => check !== 'timer').map((one) => [one.check, one]));
}

function levels(findings: Map<CheckName, Finding>, level: Finding['level']): CheckName[] {
  return [...findings.values()].filter((one) => one.level === level).map((one) => one.check);
}

test('a quiet server: nothing to warn of', async () => {
  const findings = await examine(QUIET_SERVER);
  assert.deepEqual([levels(findings, 'warn'), levels(findings, 'fail')], [[], []]);
  assert.deepEqual(levels(findings, 'note'), ['sqlite']);
  assert.deepEqual(findings.get('frequency')?.value, { governors: ['performance'], turbo: false });
  assert.equal(findings.get('memory')?.value.availableBytes, 8_000_000 * 1024);
});

test('a laptop: powersave and turbo, with the way to turn each off', async () => {
  const frequency = (await examine(LAPTOP)).get('frequency');
  assert.equal(frequency?.level, 'warn');
  assert.equal(frequency?.found, 'governor powersave, turbo on');
  assert.match(frequency?.advice ?? '', /--governor performance; .*echo 1 .*no_turbo$/);
});

test('a container: limits of the groups above count, throttling and the room in memory are told', async () => {
  const limits = (await examine(CONTAINER)).get('limits');
  assert.equal(limits?.level, 'warn');
  assert.deepEqual(limits?.value, {
    quotaCores: 1.5,
    throttledPeriods: 120,
    throttledSeconds: 2.5,
    memoryLimitBytes: 2e9,
    memoryRoomBytes: 1.5e9,
  });
  assert.match(
    limits?.found ?? '',
    /1\.50 of 8 cores, stopped 120 times so far \(2\.50 s\); memory of 2\.00 GB/,
  );
});

test('control groups of version 1, mounted from within', async () => {
  const limits = (await examine(OLD_CONTAINER)).get('limits');
  assert.equal(limits?.level, 'warn');
  assert.deepEqual(limits?.value, {
    quotaCores: 0.5,
    throttledPeriods: 7,
    throttledSeconds: 3,
    // 9223372036854771712 is how version 1 says that there is none.
    memoryLimitBytes: null,
    memoryRoomBytes: null,
  });
});

test('a path that leads out of what is mounted: the top of it, and nothing outside', async () => {
  const files = {
    ...QUIET_SERVER.files,
    '/proc/self/cgroup': '0::/../../outside\n',
    '/sys/fs/cgroup/cpu.max': '100000 100000\n',
    // Another group of that name.
    '/sys/fs/cgroup/outside/cpu.max': '50000 100000\n',
  };
  assert.equal((await examine({ files })).get('limits')?.value.quotaCores, 1);
});

test('sshfs: FUSE to statfs, unfit by the mount table', async () => {
  const findings = await examine(SSHFS);
  assert.deepEqual(levels(findings, 'fail'), ['file-system']);
  const found = findings.get('file-system');
  assert.deepEqual([found?.value.type, found?.value.network], ['fuse.sshfs', true]);
  assert.match(found?.advice ?? '', /--work/);
});

test('without /proc and /sys: "not shown here", never 0, never a crash', async () => {
  const findings = await examine(MAC);
  assert.deepEqual(levels(findings, 'fail'), []);
  for (const check of ['frequency', 'limits', 'memory'] as const) {
    const finding = findings.get(check);
    assert.equal(finding?.level, 'note');
    assert.match(finding?.found ?? '', /not shown here/);
  }
  const { value } = findings.get('load') as Finding;
  assert.deepEqual([value.busyFraction, value.stealFraction, value.pressureFraction], [null, null, null]);
  assert.equal(findings.get('memory')?.value.availableBytes, null);
  assert.equal(findings.get('limits')?.value.quotaCores, null);
});

test('the cores are watched: what they did between two readings', async () => {
  const readers = readersOf({
    ...QUIET_SERVER,
    files: { ...QUIET_SERVER.files, '/proc/stat': stat(Array(8).fill({ busy: 1000, idle: 1000 })) },
  });
  const reading = readMachine('/ignored', signal, readers);
  // The first reading was taken before the wait began.
  const cores = Array.from({ length: 8 }, (_, core) => ({ busy: core === 7 ? 1045 : 1000, idle: 1050 }));
  put(readers.root, '/proc/stat', stat(cores));
  put(readers.root, '/proc/vmstat', 'pswpin 6\npswpout 12\n');
  const findings = new Map(machineFindings(await reading).map((one) => [one.check, one]));
  const load = findings.get('load') as Finding;
  const busiest = (load.value.cores as { core: number; busyFraction: number }[])[7];
  assert.deepEqual([busiest?.core, busiest?.busyFraction.toFixed(3)], [7, (45 / 95).toFixed(3)]);
  assert.equal(load.level, 'ok');
  assert.equal(findings.get('memory')?.level, 'note');
  assert.equal(findings.get('memory')?.value.swappedPages, 4);
});

test('an interruption while the cores are watched ends it', async () => {
  const controller = new AbortController();
  const reading = readMachine('/ignored', controller.signal, {
    ...readersOf(QUIET_SERVER),
    watchSeconds: 600,
  });
  controller.abort();
  await assert.rejects(reading, Interrupted);
});
