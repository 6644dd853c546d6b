import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCopiedColumn, staleness, writePairs } from '../../src/experiments/join-strategy/copied-column.ts';
import { counting, RESULT_SIZES, startsFor } from '../../src/experiments/join-strategy/question.ts';
import { STRATEGIES } from '../../src/experiments/join-strategy/strategies.ts';
import joinStrategy from '../../src/experiments/join-strategy.ts';
import { single, three, threeAttached, two } from '../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';
import { figure, rowsOf, runQuick } from './context.ts';

test('each strategy that a layout can run is timed for each size, and a copy goes stale', async () => {
  const result = await runQuick(joinStrategy);
  const title = (rows: string) => `${rows}, against the SQL join on single`;
  const rows = rowsOf(result, title('100 rows'));
  assert.deepEqual(
    rows.map(({ layout, arm }) => `${layout}: ${arm}`),
    [
      'single: SQL join',
      'single: IN, 10 at a time',
      'single: IN, 100 at a time',
      'single: N+1',
      'three: IN, 10 at a time',
      'three: IN, 100 at a time',
      'three: N+1',
      'three: copied column',
      'three-attached: ATTACH join',
    ],
  );
  for (const { layout, arm, figures } of rows.slice(1))
    assert.ok(
      figures.seconds && figures.ratio && figures.low && figures.high && figures.low <= figures.high,
      `${layout}, ${arm}`,
    );
  assert.equal(figure(rows, 'single', 'SQL join', 'ratio'), 1);
  assert.equal(figure(rows, 'single', 'SQL join', 'statements'), 1);
  assert.equal(figure(rows, 'three', 'IN, 100 at a time', 'statements'), 2);
  assert.ok((figure(rows, 'three', 'N+1', 'statements') ?? 0) > 50);
  assert.equal(figure(rows, 'three', 'copied column', 'statements'), 1);
  assert.equal(rowsOf(result, title('1,000 rows')).length, rows.length + 2, 'batches of 1,000 differ there');

  const [copy] = rowsOf(result, 'The copied column: its room, and how stale it is after a rename');
  assert.equal(copy?.layout, 'three');
  assert.ok((copy?.figures.bytes ?? 0) > 0);
  assert.ok((copy?.figures.between ?? 0) > 0);
  assert.equal(copy?.figures.after, 0);
  const writes = rowsOf(result, 'What keeping the copy true costs a write');
  assert.equal(figure(writes, 'three', 'activity written', 'rows'), 1);
  assert.ok((figure(writes, 'three', 'track renamed', 'rows') ?? 0) > 1);
  assert.equal(result.hypotheses.at(-1)?.outcome, 'refuted', 'nothing converges by itself');
  assert.equal(result.hypotheses[2]?.source.includes('np1queryprob'), true);
  assert.deepEqual(result.notRun, []);
});

test('without a layout that splits the tables, what needs one is not run', async () => {
  const result = await runQuick(joinStrategy, [single, two]);
  assert.deepEqual(
    result.notRun.map(({ what }) => what),
    ['ATTACH join', 'copied column'],
  );
  assert.deepEqual(
    [0, 1, 3].map((index) => result.hypotheses[index]?.outcome),
    ['not measured', 'not measured', 'not measured'],
  );
});

test('without a join in SQL there are times and no ratios', async () => {
  const result = await runQuick(joinStrategy, [three]);
  for (const { figures } of rowsOf(result, '10 rows')) {
    assert.ok(figures.seconds);
    assert.equal(figures.ratio, undefined);
  }
  assert.equal(result.hypotheses[0]?.because, 'no layout has both tables in one file');
});

test('all strategies answer alike, with as many statements as their names say', async () => {
  const folder = new TemporaryFolder();
  const store = await seedStore(folder.path);
  const opened = [single, three, threeAttached].map((layout) => ({
    layout,
    open: buildAndOpen(layout, folder.path, store),
  }));
  for (const { layout, open } of opened) if (layout !== single) assert.ok(addCopiedColumn(open) > 0);
  for (const rows of RESULT_SIZES) {
    const answers = opened.flatMap(({ layout, open }) => {
      const starts = startsFor(open, rows);
      assert.ok(starts.length > 0);
      return STRATEGIES.filter((one) => one.on(layout)).map(({ name, prepare }) => {
        let statements = 0;
        const ask = prepare(
          counting(open, () => {
            statements++;
          }),
          rows,
        );
        const answer = starts.map((from) => ask(from));
        const tracks = new Set(answer[0]?.map(({ track }) => track)).size;
        assert.ok(answer.every((one) => one.length === rows));
        if (/join|copied/.test(name)) assert.equal(statements, starts.length, name);
        if (name === 'IN, 1000 at a time') assert.ok(statements <= 2 * starts.length);
        if (name === 'N+1') assert.ok(statements > starts.length * Math.min(tracks, rows / 2), name);
        return { name: `${name} on ${layout.name}`, answer };
      });
    });
    for (const { name, answer } of answers) assert.deepEqual(answer, answers[0]?.answer, name);
  }
  assert.deepEqual(startsFor(opened[0]?.open as never, 1e9), [], 'so many activities there are not');
  for (const { open } of opened) open.close();
});

test('a rename reaches the copies only by a second write; one transaction over both leaves no moment between', async () => {
  const folder = new TemporaryFolder();
  const store = await seedStore(folder.path);
  for (const layout of [three, threeAttached]) {
    const open = buildAndOpen(layout, folder.path, store);
    addCopiedColumn(open);
    const [written, renamed] = writePairs(open);
    assert.equal(written?.without(0), 1);
    assert.equal(written?.with(0), 1);
    assert.equal(renamed?.without(1), 1);
    assert.ok((renamed?.with(1) ?? 0) > 1, 'the track and its copies');
    const { between, after } = staleness(open);
    if (layout === three) assert.ok((between ?? 0) > 0);
    else assert.equal(between, null);
    assert.equal(after, 0);
    open.close();
  }
});
