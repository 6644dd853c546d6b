import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from '../../src/main.ts';
import { RunDocument } from '../../src/model/run.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

/** Few rounds on the smallest data: what is proved here is behaviour, not speed. */
const SMALL = ['--quick', '--scale', '1', '--rounds', '2', '--generations', '2', '--block', '1ms'];

async function bench(folder: string, ...words: string[]) {
  const recorded = recordedStreams({ cwd: folder });
  const work = join(folder, 'work');
  if (!existsSync(work)) mkdirSync(work);
  const code = await main(['bench', '--work', 'work', '--no-diagrams', ...words], recorded.streams);
  assert.deepEqual(readdirSync(work), [], 'no temporary database is left behind');
  return { code, out: recorded.out(), err: recorded.err() };
}

function onlyRun(folder: string): RunDocument {
  const [id] = readdirSync(join(folder, 'reports'));
  assert.ok(id);
  return RunDocument.parse(JSON.parse(readFileSync(join(folder, 'reports', id, 'run.json'), 'utf8')));
}

test('bench measures scenarios of every kind on all layouts, writes the run and the report, and exports', async () => {
  const folder = new TemporaryFolder();
  const filter = '/track-by-id|user-activity|fts-albums|vector-nearest$|cache-set|write-activity|complex/';
  const exports = ['--export', 'json=copy.json', '--export', 'csv=run.csv', '--export', 'markdown=run.md'];
  const { code, out, err } = await bench(
    folder.path,
    ...SMALL,
    '--layouts',
    'all',
    '--filter',
    filter,
    ...exports,
  );
  assert.equal(code, 0, err);
  assert.equal(err, '', 'quiet off a terminal');
  const run = onlyRun(folder.path);
  assert.equal(run.outcome, 'complete');
  assert.equal(run.scenarios.length, 7);
  for (const scenario of run.scenarios) {
    assert.match(scenario.digest ?? '', /^[0-9a-f]{64}$/, `${scenario.name}: results agree on all layouts`);
    assert.deepEqual(
      scenario.trials.map((trial) => [trial.layout, trial.status]),
      ['single', 'two', 'three', 'three-attached'].map((layout) => [layout, 'measured']),
    );
    assert.equal(scenario.comparisons.length, 6, 'every pair');
  }
  const plans = (name: string) =>
    run.scenarios
      .find((scenario) => scenario.name === name)
      ?.trials.map((trial) => trial.status === 'measured' && trial.plan);
  assert.deepEqual(plans('user-activity'), ['joined', 'joined', 'application', 'joined']);
  assert.deepEqual(plans('complex-search'), ['joined', 'application', 'application', 'joined']);
  assert.equal(run.memory.length, 4);
  for (const wal of run.wal) {
    assert.ok(wal.status === 'measured');
    for (const database of wal.databases) {
      assert.equal(database.bytesAfterTruncate, 0);
      assert.ok(database.peakBytes > 0 && database.series.length > 2);
    }
  }
  assert.match(out, /single .*two .*three/);
  assert.deepEqual(RunDocument.parse(JSON.parse(readFileSync(join(folder.path, 'copy.json'), 'utf8'))), run);
  assert.ok(readFileSync(join(folder.path, 'run.csv'), 'utf8').split('\n').length > 28);
  assert.match(readFileSync(join(folder.path, 'run.md'), 'utf8'), /^# /);
});

test('effective PRAGMAs are those of the document, read back', async () => {
  const folder = new TemporaryFolder();
  const { code } = await bench(
    folder.path,
    ...SMALL,
    '--filter',
    'track-by-id',
    '--layouts',
    'single,three',
    '--json',
  );
  assert.equal(code, 0);
  const [single, three] = onlyRun(folder.path).layouts;
  const main = single?.databases[0]?.pragmas;
  assert.deepEqual(
    [main?.journal_mode, main?.synchronous, main?.cache_size, main?.mmap_size],
    ['wal', 1, -65536, 268435456],
  );
  assert.deepEqual(
    three?.databases.map((one) => [one.name, one.pragmas.cache_size, one.pragmas.journal_mode]),
    [
      ['main', -32768, 'wal'],
      ['cache', -16384, 'memory'],
      ['chinook', -32768, 'wal'],
    ],
  );
});

const scenarioFile = (name: string, body: string, extra = '') => `export default {
  name: '${name}', kind: 'select', description: 'of a user', tables: ['users'], ${extra}
  parameters: () => [1, 2, 3],
  joined: (session) => { const byId = session.prepare(['users'], 'SELECT name FROM users WHERE id = ?'); ${body} },
};`;

test("a user's own layout and scenarios; one that throws and one that kills its process cost their own rows, exit 3", async () => {
  const folder = new TemporaryFolder();
  const own = join(folder.path, 'own');
  mkdirSync(own);
  writeFileSync(join(own, 'good.mjs'), scenarioFile('own-good', 'return (id) => byId.get(id);'));
  writeFileSync(
    join(own, 'throws.mjs'),
    scenarioFile('own-throws', `return () => { throw new Error('deliberate'); };`),
  );
  writeFileSync(join(own, 'dies.mjs'), scenarioFile('own-dies', 'return () => process.exit(7);'));
  writeFileSync(
    join(own, 'map.mjs'),
    scenarioFile('own-map', 'return (id) => new Map([[id, byId.get(id)]]);'),
  );
  writeFileSync(join(own, 'silent.mjs'), scenarioFile('own-silent', 'return (id) => { byId.get(id); };'));
  const update = `const set = session.prepare(['users'], "UPDATE users SET name = 'x' WHERE id = ?");`;
  writeFileSync(
    join(own, 'sneaky.mjs'),
    scenarioFile('own-sneaky', `${update} return (id) => set.run(id).changes;`),
  );
  writeFileSync(join(own, 'async.mjs'), scenarioFile('own-async', 'return async (id) => byId.get(id);'));
  writeFileSync(
    join(folder.path, 'mine.mjs'),
    `export default { name: 'mine', description: 'catalogue first', connection: 'attached', databases: [
       { name: 'main', file: 'catalog.sqlite', groups: ['catalog'] },
       { name: 'rest', file: 'rest.sqlite', groups: ['app'], tables: ['temp_calculations', 'session_data'] },
       { name: 'fast', file: ':memory:', tables: ['query_cache', 'query_cache_tags', 'computed_results'] } ] };`,
  );
  const words = [
    ...SMALL,
    '--layouts',
    'single,./mine.mjs',
    '--scenarios',
    'own',
    '--filter',
    '/own-|user-activity|cache-set/',
  ];
  const { code, out, err } = await bench(folder.path, ...words);
  assert.equal(code, 3);
  assert.match(err, /^chinook-eval: 12 of 18 trials could not be measured.*\n$/);
  const run = onlyRun(folder.path);
  assert.equal(run.outcome, 'incomplete');
  const reason = (name: string) => {
    const trial = run.scenarios.find((scenario) => scenario.name === name)?.trials[1];
    return trial?.status === 'failed' ? trial.reason : trial?.status;
  };
  assert.equal(reason('own-good'), 'measured');
  assert.equal(reason('user-activity'), 'measured');
  assert.equal(reason('cache-set'), 'measured');
  assert.match(reason('own-throws') ?? '', /deliberate/);
  assert.match(reason('own-dies') ?? '', /ended with exit code 7/);
  assert.match(reason('own-async') ?? '', /without async/);
  assert.match(reason('own-map') ?? '', /no Map/);
  assert.match(reason('own-silent') ?? '', /returns nothing/);
  assert.match(reason('own-sneaky') ?? '', /writes: true/);
  assert.match(out, /deliberate/);
});

test('scenarios whose answers differ from layout to layout get no speed', async () => {
  const folder = new TemporaryFolder();
  mkdirSync(join(folder.path, 'own'));
  const body = `const log = session.prepare(['users'], "SELECT count(*) AS n FROM pragma_table_list WHERE name LIKE 'chinook_%'");
    return () => log.get();`;
  writeFileSync(join(folder.path, 'own', 'peeks.mjs'), scenarioFile('own-peeks', body));
  const { code, err } = await bench(folder.path, ...SMALL, '--scenarios', 'own', '--filter', 'own-peeks');
  assert.equal(code, 3);
  assert.match(err, /nothing was measured/);
  const [scenario] = onlyRun(folder.path).scenarios;
  assert.deepEqual(scenario?.comparisons, []);
  for (const trial of scenario?.trials ?? [])
    assert.match(trial.status === 'failed' ? trial.reason : '', /results differ/);
});

test('bad input gets one line, exit 2, and nothing is created', async () => {
  const folder = new TemporaryFolder();
  writeFileSync(join(folder.path, 'notes.txt'), 'not a database');
  writeFileSync(
    join(folder.path, 'half.mjs'),
    `export default { name: 'half', description: '', connection: 'separate', databases: [{ name: 'main', file: 'a.sqlite', groups: ['app', 'cache'] }] };`,
  );
  mkdirSync(join(folder.path, 'empty'));
  const cases: [string[], RegExp][] = [
    [['--seed', 'notes.txt'], /notes\.txt/],
    [['--seed', 'none.sqlite'], /none\.sqlite/],
    [['--layouts', 'single,four'], /no layout four/],
    [['--layouts', './half.mjs'], /table chinook_artists is not placed/],
    [['--scenarios', 'empty'], /holds no scenario/],
    [['--scenarios', 'nowhere'], /not a folder of scenarios/],
    [['--filter', 'nothing-like-it'], /no scenario matches/],
    [['--filter', '/(/'], /not a regular expression/],
    [['--scale', '0'], /--scale/],
    [['--scale', '1.5'], /--scale/],
    [['--scale', '5001'], /from 1 to 5000/],
    [['--size', '50'], /--size/],
    [['--scale', '1', '--size', '1MB'], /--scale and --size/],
    [['--time', '1s', '--rounds', '3'], /--time and --rounds/],
    [['--rounds', 'many'], /--rounds/],
    [['--export', 'xml=a.xml'], /--export/],
    [['--export', 'json=nowhere/run.json'], /there is no folder/],
    [['--export', 'csv=empty'], /is a folder/],
    [['--export', 'json=a', '--export', 'csv=./a'], /twice/],
    [['--rounds', '99999999'], /--rounds/],
    [['--block', '2m'], /--block/],
    [['--work', 'notes.txt'], /not a folder/],
    [['--out', 'notes.txt', '--scale', '1', '--filter', 'track-by-id'], /not a folder/],
    [['--no-such-option'], /unknown option/],
    // Where making a folder says ENOENT for ever.
    ...(process.platform === 'linux'
      ? [[['--out', '/proc/x'], /\/proc\/x cannot be made/] satisfies [string[], RegExp]]
      : []),
    [['--weights', 'speed=1'], /--weights.*speed/],
    [['--browser', './no-browser'], /no-browser/],
    [['surplus'], /too many arguments/],
  ];
  const before = readdirSync(folder.path);
  for (const [words, message] of cases) {
    const recorded = recordedStreams({ cwd: folder.path });
    const code = await main(['bench', ...words], recorded.streams);
    assert.equal(code, 2, `${words.join(' ')}: ${recorded.err()}`);
    assert.match(recorded.err(), message);
    assert.match(recorded.err(), /^chinook-eval: /);
    assert.equal(recorded.out(), '');
    const reports = join(folder.path, 'reports');
    if (existsSync(reports)) assert.deepEqual(readdirSync(reports), []);
    assert.deepEqual(
      readdirSync(folder.path).filter((name) => name !== 'reports'),
      before,
    );
  }
});

test('the report comes with its pictures; without a browser with their text, and all the same', async () => {
  const folder = new TemporaryFolder();
  const words = [...SMALL, '--filter', '/track-by-id|complex-search|write-comment/'];
  const env = { ...process.env, PATH: '', PUPPETEER_EXECUTABLE_PATH: '/bin/false' };
  const recorded = recordedStreams({ cwd: folder.path, env });
  assert.equal(await main(['bench', ...words], recorded.streams), 0, recorded.err());
  assert.match(recorded.err(), /diagrams were not drawn, the report has their text/);
  assert.match(recorded.out(), /report {2}reports\/\d{8}-\d{6}\/report\.html/);
  const [id = ''] = readdirSync(join(folder.path, 'reports'));
  const place = join(folder.path, 'reports', id);
  assert.deepEqual(readdirSync(place).sort(), ['charts', 'report.html', 'report.md', 'run.json']);
  const run = onlyRun(folder.path);
  assert.deepEqual(
    run.traces.map(({ status, layout }) => [status, layout]),
    [
      ['measured', 'single'],
      ['measured', 'three'],
    ],
  );
  for (const layout of run.layouts)
    for (const database of layout.databases)
      assert.deepEqual(
        database.schema?.tables
          .filter(({ kind }) => kind !== 'view')
          .map(({ name }) => name)
          .sort(),
        [...database.tables].sort(),
        'as read back from the file',
      );
  const page = readFileSync(join(place, 'report.html'), 'utf8');
  assert.match(page, /sequenceDiagram/, 'the text of what was not drawn');
  assert.match(readFileSync(join(place, 'report.md'), 'utf8'), /```mermaid\nsequenceDiagram/);
});
