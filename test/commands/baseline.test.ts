import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunDocument } from '../../src/model/run.ts';
import { newFolder } from '../against/repository.ts';
import { reports, run, scenario, scenarioFiles, stored, TINY, write } from './against-fixture.ts';

const NAME = 'select/own-one';

/** A folder with one scenario of the user's and, where it is given, a configuration. */
function folderWith(config?: object | string): string {
  const folder = newFolder('baseline');
  write(folder, scenarioFiles({ one: scenario('own-one') }));
  configure(folder, config);
  return folder;
}

function configure(folder: string, config: object | string | undefined): void {
  if (config === undefined) return;
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  writeFileSync(join(folder, 'chinook-eval.config.json'), text);
}

const budgets = (limits: object) => ({ scenarios: { [NAME]: { budgets: limits } } });
const bench = (folder: string, ...words: string[]) => run(folder, ['bench', ...TINY, ...words]);
/** Small too, and not --quick, which checks no budgets. */
const FULL = TINY.filter((word) => word !== '--quick');
const whole = (folder: string, ...words: string[]) => run(folder, ['bench', ...FULL, ...words]);

test('a stored run is a baseline on this machine; elsewhere nothing but what does not depend on the machine is', async () => {
  const folder = folderWith(budgets({ p95: '10s' }));
  const saved = await whole(folder, '--save-baseline', 'base.json');
  assert.equal(saved.code, 0, saved.err);
  assert.match(saved.out, /\nbaseline {2}base\.json\n$/);
  assert.match(saved.out, /1 budget met/);
  const base = RunDocument.parse(JSON.parse(readFileSync(join(folder, 'base.json'), 'utf8')));
  assert.deepEqual(
    { ...stored(folder), gate: null },
    base,
    'a baseline is the run, without what was said of it',
  );

  // The very same data on the same machine.
  const again = await whole(folder, '--baseline', 'base.json');
  assert.equal(again.code, 0, again.err);
  const change = stored(folder).gate?.change;
  assert.deepEqual(change?.foreign, []);
  assert.equal(change?.pairing, 'stored');
  assert.equal(change?.base.run, base.id);
  assert.deepEqual(
    change?.rows.map(({ figures }) => figures),
    [[], []],
  );
  assert.match(again.out, /this run.* against base\.json/);

  const elsewhere = { ...base, environment: { ...base.environment, processor: 'Another CPU' } };
  writeFileSync(join(folder, 'elsewhere.json'), JSON.stringify(elsewhere));
  const foreign = await whole(folder, '--baseline', 'elsewhere.json', '--export', 'junit=gate.xml');
  assert.equal(foreign.code, 3, foreign.err);
  assert.match(foreign.out, /not comparable: processor Another CPU -> /);
  assert.equal(stored(folder).gate?.outcome, 'not-comparable');
  assert.match(readFileSync(join(folder, 'gate.xml'), 'utf8'), /failures="1"/);
  const allowed = ['--baseline', 'elsewhere.json', '--allow-foreign', '--fail-on-regression'];
  const figures = await whole(folder, ...allowed);
  assert.equal(figures.code, 0, figures.err);
  const rows = stored(folder).gate?.change?.rows ?? [];
  assert.deepEqual(
    rows.map(({ time, level }) => [time, level]),
    [
      [null, 'pass'],
      [null, 'pass'],
    ],
  );
  assert.match(rows[0]?.whyNoTime ?? '', /measured elsewhere \(processor\)/);
});

test('a broken budget fails the run and is named, without anything to compare with', async () => {
  const folder = folderWith(budgets({ p95: '1ns', p99: '10s' }));
  const quick = await bench(folder);
  assert.equal(quick.code, 0, quick.err);
  assert.match(quick.err, /budgets are not checked in a --quick run/);
  const { code, out, err } = await whole(folder, '--export', 'junit=gate.xml');
  assert.equal(code, 1, err);
  assert.match(out, /broken\s+p95 of select\/own-one on single: .*, limit 1\.00 ns\n/);
  assert.match(out, /1 budget met/);
  assert.match(out, /\nbudgets broken: 1 of 2\n/);
  assert.equal(stored(folder).gate?.outcome, 'fail');
  assert.match(readFileSync(join(folder, 'gate.xml'), 'utf8'), /tests="2" failures="1"/);
});

test('what can be known before is said before: one line, the right exit code, nothing measured', async () => {
  const folder = folderWith();
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'text.json'), 'not JSON');
  const misspelt = { scenarios: { 'select/own-on': { budgets: { p95: '1s' } } } };
  const unmeasured = { scenarios: { 'write/*': { budgets: { p95: '1s' } } } };
  const cases: readonly [string[], number, RegExp, (object | string)?][] = [
    [['--baseline', 'none.json'], 3, /none\.json does not exist\..* Make one with --save-baseline\./],
    [['--baseline', 'text.json'], 3, /text\.json is not JSON/],
    [['--baseline', 'none.json', '--against', 'main'], 2, /--against and --baseline/],
    [['--fail-on-regression'], 2, /--fail-on-regression needs something to compare with/],
    [['--allow-foreign'], 2, /--allow-foreign is about a stored baseline/],
    [['--export', 'junit=x.xml'], 2, /nothing was gated/],
    [['--export', 'junit=x.xml'], 2, /nothing was gated/, unmeasured],
    [['--save-baseline', 'nowhere/x.json'], 2, /there is no folder \S*nowhere/],
    [['--save-baseline', 'taken'], 2, /taken is a folder/],
    [['--save-baseline', 'x.json', '--export', 'json=x.json'], 2, /names \S*x\.json twice/],
    [['--filter', 'nothing-like-it'], 2, /no scenario matches --filter nothing-like-it/],
    [
      [],
      2,
      /chinook-eval\.config\.json: scenarios\["?select\/own-one"?\]\.budgets\.median: give a time/,
      budgets({ median: 'fast' }),
    ],
    [[], 2, /chinook-eval\.config\.json: line 2, column 3: /, '{\n  x: 1 }'],
    [[], 2, /there is no such scenario; .*select\/own-one/, misspelt],
    [['--config', 'none.json'], 2, /none\.json does not exist/],
  ];
  for (const [words, exitCode, message, config = '{}'] of cases) {
    configure(folder, config);
    const before = readdirSync(folder);
    const { code, out, err } = await bench(folder, ...words);
    assert.match(err, message);
    assert.match(err, /^chinook-eval: [^\n]*\n$/);
    assert.deepEqual([code, out], [exitCode, ''], err);
    assert.deepEqual(readdirSync(folder), before, words.join(' '));
  }
});

test('a part of a run is no baseline: the one that is there stays, and the reader is told', async () => {
  const folder = folderWith();
  writeFileSync(join(folder, 'base.json'), 'of yesterday');
  const kept = () => assert.equal(readFileSync(join(folder, 'base.json'), 'utf8'), 'of yesterday');

  const interrupted = await run(
    folder,
    ['bench', ...TINY, '--rounds', '2000', '--save-baseline', 'base.json'],
    {
      during: async (abort) => {
        const begun = () => reports(folder).some((id) => existsSync(join(folder, 'reports', id, 'run.json')));
        while (!begun()) await sleep(20);
        abort();
      },
    },
  );
  assert.equal(interrupted.code, 130, interrupted.err);
  kept();

  const throws = scenario('own-two').replace(
    'return ({ email })',
    "throw new Error('deliberate'); return ({ email })",
  );
  write(folder, scenarioFiles({ two: throws }));
  const incomplete = await bench(folder, '--save-baseline', 'base.json');
  assert.equal(incomplete.code, 3, incomplete.err);
  assert.match(incomplete.err, /base\.json was not written: a part of a run is no baseline\n/);
  assert.doesNotMatch(incomplete.out, /^baseline/m);
  kept();
});
