import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Findings } from '../../src/experiments/experiment.ts';
import {
  AFTER_READS,
  BETWEEN_COMMITS,
  BETWEEN_READS,
  LOCKED,
  LOCKED_APART,
  LOCKED_COMMITS,
  NO_TRANSACTION,
} from '../../src/experiments/read-skew/orders.ts';
import experiment from '../../src/experiments/read-skew.ts';
import { LAYOUTS, single, three, threeAttached } from '../../src/layouts/index.ts';
import { Interrupted } from '../../src/model/failure.ts';
import type { Layout } from '../../src/model/layout.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();

const run = (layouts: readonly Layout[], signal = new AbortController().signal): Promise<Findings> =>
  experiment.run({
    layouts,
    work: mkdtempSync(join(folder.path, 'work-')),
    signal,
    quick: true,
    built: () => assert.fail('it makes files of its own'),
    seedStore: '',
    maxBytes: 0,
    onProgress: () => {},
  });

const figuresOf = (found: Findings, layout: string, arm: string) => {
  const row = found.tables[0]?.rows.find((one) => one.layout === layout && one.arm === arm);
  assert.ok(row, `${layout}: ${arm}`);
  return row.figures;
};

describe('the quick form', () => {
  let found: Findings;
  before(async () => {
    found = await run(LAYOUTS);
  });
  const always = (layout: string, arm: string) => {
    const { skewed, rounds, telling } = figuresOf(found, layout, arm);
    assert.ok((rounds ?? 0) > 0);
    assert.equal(telling, rounds, `${layout}: ${arm}`);
    assert.equal(skewed, rounds, `${layout}: ${arm}`);
  };
  const never = (layout: string, arm: string) => {
    const { skewed, rounds, telling } = figuresOf(found, layout, arm);
    assert.ok((rounds ?? 0) > 0);
    assert.equal(telling, rounds, `${layout}: ${arm}`);
    assert.equal(skewed, 0, `${layout}: ${arm}`);
  };

  test('without a read transaction every layout shows half a purchase', () => {
    for (const { name } of LAYOUTS) always(name, NO_TRANSACTION);
  });

  test('a read transaction mends it in one file and not over two', () => {
    for (const name of ['single', 'two']) never(name, BETWEEN_READS);
    for (const name of ['three', 'three-attached']) always(name, BETWEEN_READS);
  });

  test('a first read of each file pins what comes after, but not what lies between two commits', () => {
    for (const { name } of LAYOUTS) never(name, AFTER_READS);
    always('three', BETWEEN_COMMITS);
  });

  test('write locks while the read transactions start: the writer is refused, then let in, and nothing is skewed', () => {
    for (const { name } of LAYOUTS) {
      never(name, LOCKED);
      const { refused, rounds } = figuresOf(found, name, LOCKED);
      assert.equal(refused, 2 * (rounds ?? 0));
    }
  });

  test('they only help where the writer holds every lock as well', () => {
    always('three', LOCKED_APART);
    never('three', LOCKED_COMMITS);
    assert.equal(
      figuresOf(found, 'three', LOCKED_COMMITS).refused,
      figuresOf(found, 'three', LOCKED_COMMITS).rounds,
    );
  });

  test('orders that a layout does not have are told, without figures', () => {
    const row = found.tables[0]?.rows.find(
      (one) => one.layout === 'three-attached' && one.arm === BETWEEN_COMMITS,
    );
    assert.deepEqual(row?.figures, { rounds: null, telling: null, skewed: null, refused: null });
    assert.ok(row?.note);
  });

  test('every hypothesis is confirmed', () => {
    assert.deepEqual(
      found.hypotheses.map((one) => one.outcome),
      ['confirmed', 'confirmed', 'confirmed', 'confirmed'],
    );
  });
});

describe('with a rollback journal the reader holds the writer up: nothing is committed, so nothing is shown', () => {
  const inDelete = (layout: Layout): Layout => ({
    ...layout,
    name: `${layout.name}-delete`,
    databases: layout.databases.map((one) =>
      one.file === ':memory:' ? one : { ...one, pragmas: { ...one.pragmas, journal_mode: 'delete' } },
    ),
  });
  const [separate, attached, one] = [inDelete(three), inDelete(threeAttached), inDelete(single)];

  test('three-attached', async () => {
    const found = await run([attached]);
    for (const arm of [BETWEEN_READS, AFTER_READS, LOCKED]) {
      const { rounds, telling, skewed, refused } = figuresOf(found, attached.name, arm);
      assert.deepEqual([telling, skewed], [0, null], arm);
      assert.ok((refused ?? 0) >= (rounds ?? Number.POSITIVE_INFINITY), arm);
    }
    const free = figuresOf(found, attached.name, NO_TRANSACTION);
    assert.deepEqual([free.telling, free.skewed], [free.rounds, free.rounds]);
    for (const { outcome } of found.hypotheses) assert.equal(outcome, 'not measured');
    for (const index of [1, 3]) assert.match(found.hypotheses[index]?.because ?? '', /nothing was committed/);
  });

  test('one file', async () => {
    const found = await run([one]);
    assert.equal(figuresOf(found, one.name, BETWEEN_READS).skewed, null);
    assert.equal(found.hypotheses[0]?.outcome, 'not measured');
    assert.match(found.hypotheses[0]?.because ?? '', /nothing was committed/);
  });

  test('separate files: what was committed counts, and only that', async () => {
    const found = await run([separate]);
    assert.equal(figuresOf(found, separate.name, BETWEEN_READS).skewed, null);
    const { rounds, skewed } = figuresOf(found, separate.name, BETWEEN_COMMITS);
    assert.equal(skewed, rounds);
    const half = found.hypotheses[2];
    assert.equal(half?.outcome, 'confirmed');
    assert.match(half?.because ?? '', /3 of 3 rounds with a commit \(3 more had none/);
  });
});

test('a layout of a user that sets no journal mode has the rollback journal', async () => {
  const layout: Layout = {
    name: 'of-a-user',
    description: 'x',
    connection: 'attached',
    databases: [
      { name: 'main', file: 'app.db', groups: ['app', 'cache'] },
      { name: 'shop', file: 'shop.db', groups: ['catalog'] },
    ],
  };
  const { telling, skewed, refused, rounds } = figuresOf(await run([layout]), 'of-a-user', BETWEEN_READS);
  assert.deepEqual([telling, skewed, refused], [0, null, rounds]);
});

test('an abort ends it', async () => {
  await assert.rejects(run(LAYOUTS, AbortSignal.abort()), Interrupted);
});
