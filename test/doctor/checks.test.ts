import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CoresReading, coresFinding, cpuList } from '../../src/doctor/cores.ts';
import { coreUse } from '../../src/doctor/cpu-time.ts';
import { numberNamed } from '../../src/doctor/files.ts';
import { folderFinding } from '../../src/doctor/folder.ts';
import { frequencyFinding } from '../../src/doctor/frequency.ts';
import { limitsFinding } from '../../src/doctor/limits.ts';
import { type LoadReading, loadFinding } from '../../src/doctor/load.ts';
import { memoryFinding } from '../../src/doctor/memory.ts';
import { nodeFinding } from '../../src/doctor/versions.ts';
import { stat } from './machines.ts';

test('lists of processors as Linux writes them', () => {
  assert.deepEqual(cpuList('0-2,5'), [0, 1, 2, 5]);
  assert.deepEqual(cpuList('0'), [0]);
  for (const list of ['', 'all', '3-1', '0-', '0-99999999999']) assert.equal(cpuList(list), null, list);
});

test('cores: one core, or none to keep trials on, is a warning with its own advice', () => {
  const reading: CoresReading = { logical: 8, processor: 'X', parallelism: 8, status: null, trialCore: 7 };
  assert.equal(coresFinding(reading).level, 'ok');
  assert.match(coresFinding({ ...reading, trialCore: null }).advice ?? '', /taskset/);
  const one = coresFinding({ ...reading, status: 'Cpus_allowed_list:\t3\n', trialCore: 3 });
  assert.deepEqual([one.level, one.value.usable], ['warn', 1]);
  assert.match(one.found, /8 logical processors \(X\), 1 of them for this process/);
  // Where the system shows no list, what Node says counts.
  assert.equal(coresFinding({ ...reading, parallelism: 1 }).level, 'warn');
});

const QUIET: LoadReading = {
  loadAverage: 0.2,
  logical: 4,
  allowed: null,
  trialCore: 3,
  statBefore: stat(Array(4).fill({ busy: 100, idle: 100 })),
  statAfter: stat(Array(4).fill({ busy: 101, idle: 149 })),
  pressure: 'some avg10=1.50 avg60=0.00 avg300=0.00 total=1\n',
};

test('load: warns of a busy machine, a busy core of the trials, a greedy host and pressure', () => {
  assert.equal(loadFinding(QUIET).level, 'ok');
  assert.equal(loadFinding(QUIET).value.pressureFraction, 0.015);
  const idle = { busy: 101, idle: 149 };
  const cases: [Partial<LoadReading>, RegExp | null][] = [
    [{ loadAverage: 2.01 }, /quiet/],
    [{ loadAverage: 2 }, null],
    [{ statAfter: stat([idle, idle, idle, { busy: 140, idle: 110 }]) }, /quiet/],
    // Another core than that of the trials.
    [{ statAfter: stat([{ busy: 140, idle: 110 }, idle, idle, idle]) }, null],
    [{ statAfter: stat(Array(4).fill({ busy: 140, idle: 110 })), trialCore: null }, /quiet/],
    [{ statAfter: stat(Array(4).fill({ busy: 101, idle: 147, steal: 2 })) }, /host/],
    [{ pressure: 'some avg10=10.50 avg60=0.00 avg300=0.00 total=1\n' }, /quiet/],
  ];
  for (const [change, advice] of cases) {
    const finding = loadFinding({ ...QUIET, ...change });
    if (advice === null) assert.deepEqual([finding.level, finding.advice], ['ok', null]);
    else assert.match(`${finding.level}: ${finding.advice}`, new RegExp(`^warn: .*${advice.source}`));
  }
});

test('load: only the cores that this process may use count', () => {
  const busy = { busy: 150, idle: 100 };
  const idle = { busy: 100, idle: 150 };
  const reading = { ...QUIET, statAfter: stat([busy, busy, idle, idle]) };
  assert.equal(loadFinding({ ...reading, allowed: [2, 3] }).value.busyFraction, 0);
  assert.equal(loadFinding({ ...reading, allowed: [0, 1], trialCore: 1 }).value.busyFraction, 1);
});

test('load: nothing known is a note and no figure', () => {
  const nothing = { statBefore: null, statAfter: null, pressure: null, loadAverage: null };
  const finding = loadFinding({ ...QUIET, ...nothing });
  assert.deepEqual([finding.level, finding.found], ['note', 'not shown here']);
  assert.equal(finding.value.loadPerCore, null);
});

test('use of cores: fractions between 0 and 1 whatever two texts say; a clock that stands still is left out', () => {
  const ticks = fc.record({ busy: fc.nat(), idle: fc.nat(), steal: fc.nat() });
  const text = fc.oneof(fc.array(ticks, { maxLength: 4 }).map(stat), fc.string());
  fc.assert(
    fc.property(text, text, (before, after) => {
      for (const { busy, steal } of coreUse(before, after))
        assert.ok(busy >= 0 && steal >= 0 && busy + steal <= 1 + 1e-9);
    }),
  );
  const still = stat([{ busy: 5, idle: 5 }]);
  assert.deepEqual(coreUse(still, still), []);
});

test('frequency: turbo alone is a note, boost of other processors is known, half a view is no "ok"', () => {
  const performance = ['performance', 'performance'];
  const finding = (governors: string[], noTurbo: string | null, boost: string | null) => {
    const { level, value } = frequencyFinding({ governors, noTurbo, boost });
    return [level, value.turbo];
  };
  assert.deepEqual(finding(performance, '0\n', null), ['note', true]);
  assert.deepEqual(finding(performance, null, '1\n'), ['note', true]);
  assert.deepEqual(finding(performance, null, '0\n'), ['ok', false]);
  assert.deepEqual(finding(performance, null, null), ['ok', null]);
  assert.deepEqual(finding(['performance', 'schedutil'], '1', null), ['warn', false]);
  assert.deepEqual(finding([], '1', null), ['note', false]);
  assert.deepEqual(finding([], 'garbage', null), ['note', null]);
});

test('limits: a quota of all cores, or none, is fine; the tightest of several counts', () => {
  const group = (texts: Record<string, string>) => ({ path: '/x', texts });
  const finding = (...groups: ReturnType<typeof group>[]) =>
    limitsFinding({ groups, usable: 2, totalMemoryBytes: 16e9 });
  assert.equal(finding(group({ 'cpu.max': 'max 100000' })).found, 'no limit on processor time or memory');
  assert.equal(finding(group({ 'cpu.max': '200000 100000' })).level, 'ok');
  assert.equal(finding(group({ 'cpu.cfs_quota_us': '-1', 'cpu.cfs_period_us': '100000' })).level, 'ok');
  const tight = finding(group({ 'cpu.max': '150000 100000' }), group({ 'cpu.max': '50000 100000' }));
  assert.deepEqual([tight.level, tight.value.quotaCores], ['warn', 0.5]);
  // A limit above the memory of the machine limits nothing.
  assert.equal(finding(group({ 'memory.max': '17000000000' })).value.memoryLimitBytes, null);
  assert.match(finding(group({ 'memory.max': '400000000' })).advice ?? '', /memory limit/);
  const full = finding(group({ 'memory.max': '2000000000', 'memory.current': '1900000000' }));
  assert.deepEqual([full.level, full.value.memoryRoomBytes], ['warn', 1e8]);
});

test('limits: no text makes a crash, or a figure that is none', () => {
  const names = [
    'cpu.max',
    'cpu.stat',
    'memory.max',
    'memory.current',
    'cpu.cfs_quota_us',
    'cpu.cfs_period_us',
  ];
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('max', '-1', '0 100000', '100000 0', '5', 'nr_throttled -1'),
  );
  const texts = fc.dictionary(fc.constantFrom(...names), line);
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 3 }), (all) => {
      const groups = all.map((one) => ({ path: '/x', texts: one }));
      const { value } = limitsFinding({ groups, usable: 2, totalMemoryBytes: 1e9 });
      for (const figure of Object.values(value)) assert.ok(figure === null || Number.isFinite(figure));
    }),
  );
});

test('folder: what each kind of file system means', () => {
  const level = (
    magic: number | null,
    mountType: string | null,
    freeBytes: number | null = 1e12,
    writable = true,
  ) => {
    const mountinfo = mountType === null ? null : `1 0 0:1 / / rw - ${mountType} x rw\n`;
    return folderFinding({ path: '/data', magic, freeBytes, writable }, mountinfo).level;
  };
  assert.equal(level(61267, 'ext4'), 'ok');
  assert.equal(level(61267, null, null), 'ok');
  assert.equal(level(26985, null), 'fail');
  assert.equal(level(16914839, '9p'), 'fail');
  assert.equal(level(1702057286, 'fuse.glusterfs'), 'fail');
  assert.equal(level(1702057286, 'fuse.mergerfs'), 'warn');
  assert.equal(level(1702057286, 'virtiofs'), 'warn');
  assert.equal(level(16914836, 'tmpfs'), 'warn');
  assert.equal(level(61267, 'ext4', 499e6), 'warn');
  assert.equal(level(61267, 'ext4', 1e12, false), 'fail');
  assert.equal(level(null, null), 'note');
});

test('memory: scarce is a warning, and swap in use without traffic is only told', () => {
  const finding = (available: number, after = 'pswpin 1\npswpout 1\n') =>
    memoryFinding({
      totalBytes: 8e9,
      meminfo: `MemAvailable: ${available} kB\nSwapTotal: 2000 kB\nSwapFree: 500 kB\n`,
      vmstatBefore: 'pswpin 1\npswpout 1\n',
      vmstatAfter: after,
    });
  assert.deepEqual([finding(4e6).level, finding(4e6).value.swapUsedBytes], ['ok', 1500 * 1024]);
  assert.equal(finding(4e5).level, 'warn');
  assert.equal(finding(4e6, 'pswpin 1\npswpout 2\n').level, 'note');
});

test('Node: the pinned one, or a note that says which', () => {
  const versions = { sqlite: '3', betterSqlite3: '13', operatingSystem: 'linux', node: '22.20.0' };
  assert.equal(nodeFinding({ ...versions, pinnedNode: '22.20.0', isPinned: true }).level, 'ok');
  const own = nodeFinding({ ...versions, pinnedNode: '24.21.0', isPinned: false });
  assert.equal(own.level, 'note');
  assert.match(own.found, /^Node 22\.20\.0, the machine's own, not the pinned 24\.21\.0/);
});

test('a number by its name: the name as a whole', () => {
  assert.equal(numberNamed('MemAvailable:   12 kB\n', 'MemAvailable'), 12);
  assert.equal(numberNamed('total_inactive_file 5\ninactive_file 7', 'inactive_file'), 7);
  assert.equal(numberNamed('nr_throttled max', 'nr_throttled'), null);
  assert.equal(numberNamed(null, 'x'), null);
});
