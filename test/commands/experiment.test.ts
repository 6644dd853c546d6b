import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { benchExperiments } from '../../src/commands/bench-experiments.ts';
import { buildLayout } from '../../src/database/build.ts';
import { NotRunnable } from '../../src/experiments/experiment.ts';
import { EXPERIMENTS } from '../../src/experiments/index.ts';
import orphans from '../../src/experiments/orphans.ts';
import { single, three } from '../../src/layouts/index.ts';
import { main } from '../../src/main.ts';
import { ExperimentResult } from '../../src/model/experiment.ts';
import { twoLayouts } from '../render/sample-run.ts';
import { seedStore, TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

async function experiment(cwd: string, ...words: string[]) {
  const recorded = recordedStreams({ cwd });
  if (!existsSync(join(cwd, 'work'))) mkdirSync(join(cwd, 'work'));
  const code = await main(['experiment', ...words], recorded.streams);
  assert.deepEqual(readdirSync(join(cwd, 'work')), [], 'nothing is left behind');
  return { code, out: recorded.out(), err: recorded.err() };
}

test('runs what is named, in the order of the list, and prints it; --json prints the same as data', async () => {
  const { path } = new TemporaryFolder();
  const words = [
    'pinned-reader',
    'orphans',
    '--quick',
    '--scale',
    '1',
    '--work',
    'work',
    '--layouts',
    'single,three',
  ];
  const shown = await experiment(path, ...words);
  assert.deepEqual([shown.code, shown.err], [0, '']);
  assert.ok(shown.out.indexOf('orphans  What') < shown.out.indexOf('pinned-reader  How'));
  assert.match(shown.out, /confirmed +A foreign key is enforced within one file/);
  const { code, out } = await experiment(path, ...words, '--json');
  assert.equal(code, 0);
  const results = ExperimentResult.array().parse(JSON.parse(out));
  assert.deepEqual(
    results.map(({ name, status }) => [name, status]),
    [
      ['orphans', 'ran'],
      ['pinned-reader', 'ran'],
    ],
  );
});

test('--list lists them; single-batched is a layout of experiments, and bench says so', async () => {
  const { path } = new TemporaryFolder();
  const { code, out } = await experiment(path, '--list');
  assert.equal(code, 0);
  assert.deepEqual(
    out
      .trim()
      .split('\n')
      .map((line) => line.split(' ', 1)[0]),
    EXPERIMENTS.map(({ name }) => name),
  );
  const batched = ['--layouts', 'single,single-batched'];
  const ran = await experiment(path, 'orphans', '--quick', '--scale', '1', '--work', 'work', ...batched);
  assert.equal(ran.code, 0, ran.err);
  const recorded = recordedStreams({ cwd: path });
  assert.equal(await main(['bench', ...batched], recorded.streams), 2);
  assert.match(
    recorded.err(),
    /single-batched differs only where several processes write.*chinook-eval experiment/,
  );
});

test('bad input: one line, exit 2', async () => {
  const { path } = new TemporaryFolder();
  const cases: [string[], RegExp][] = [
    [['orphan'], /no experiment orphan.*orphans/],
    [['orphans', '--scale', '1', '--size', '5MB'], /Use one of them/],
    [['orphans', '--layouts', 'four'], /no layout four.*single-batched/],
    [['orphans', '--work', 'nowhere'], /not a folder/],
    [['orphans', '--seed', 'nowhere.sqlite'], /nowhere\.sqlite/],
    [['--max-size', 'large'], /max-size/],
  ];
  for (const [words, message] of cases) {
    const { code, out, err } = await experiment(path, ...words);
    assert.deepEqual([code, out], [2, ''], words.join(' '));
    assert.match(err, /^chinook-eval: [^\n]+\n$/);
    assert.match(err, message);
  }
  const recorded = recordedStreams({ cwd: path });
  assert.equal(await main(['bench', '--experiments', '--against', 'main'], recorded.streams), 2);
});

test('in a bench run: results go into the document one by one; what fails is told, the others go on', async () => {
  const { path } = new TemporaryFolder();
  const store = await seedStore(path);
  for (const layout of [single, three]) {
    mkdirSync(join(path, layout.name));
    buildLayout({ layout, seedStore: store, scale: 1, folder: join(path, layout.name) });
  }
  const about = { question: 'q', shows: 's', doesNotShow: 'd' };
  const failing = { ...about, name: 'failing', run: async () => assert.fail('a defect\nwith a second line') };
  const elsewhere = {
    ...about,
    name: 'elsewhere',
    run: async () => {
      throw new NotRunnable('there is no such thing here');
    },
  };
  const run = twoLayouts();
  const saved: number[] = [];
  const before = readdirSync(path).sort();
  const stop = new AbortController();
  const request = {
    layouts: [single, three],
    work: path,
    seedStore: store,
    quick: true,
    signal: stop.signal,
    onProgress: () => {},
    save: async () => void saved.push(run.experiments.length),
  };
  await benchExperiments(run, { ...request, experiments: [failing, elsewhere, orphans] });
  assert.deepEqual(saved, [1, 2, 3]);
  assert.deepEqual(
    run.experiments.map((one) => [
      one.name,
      one.status,
      one.status === 'not run' && [one.failed, one.reason],
    ]),
    [
      ['failing', 'not run', [true, 'it failed: a defect']],
      ['elsewhere', 'not run', [false, 'there is no such thing here']],
      ['orphans', 'ran', false],
    ],
  );
  const found = run.experiments[2];
  assert.ok(found?.status === 'ran');
  assert.deepEqual(
    found.tables[0]?.rows.map(({ layout }) => layout),
    ['single', 'three'],
  );
  assert.deepEqual(readdirSync(path).sort(), before, 'folders of experiments are gone');
  stop.abort();
  await benchExperiments(run, { ...request, experiments: [orphans] });
  assert.equal(run.outcome, 'interrupted');
  assert.equal(run.experiments.length, 3, 'what was found is kept');
});
