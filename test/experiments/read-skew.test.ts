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
import { LAYOUTS } from '../../src/layouts/index.ts';
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
    const { skewed, rounds } = figuresOf(found, layout, arm);
    assert.ok((rounds ?? 0) > 0);
    assert.equal(skewed, rounds, `${layout}: ${arm}`);
  };
  const never = (layout: string, arm: string) => {
    const { skewed, rounds } = figuresOf(found, layout, arm);
    assert.ok((rounds ?? 0) > 0);
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
    assert.deepEqual(row?.figures, { rounds: null, skewed: null, refused: null });
    assert.ok(row?.note);
  });

  test('every hypothesis is confirmed', () => {
    assert.deepEqual(
      found.hypotheses.map((one) => one.outcome),
      ['confirmed', 'confirmed', 'confirmed', 'confirmed'],
    );
  });
});

test('with a rollback journal the reader holds the writer up instead', async () => {
  const layout: Layout = {
    name: 'of-a-user',
    description: 'x',
    connection: 'attached',
    databases: [
      { name: 'main', file: 'app.db', groups: ['app', 'cache'] },
      { name: 'shop', file: 'shop.db', groups: ['catalog'] },
    ],
  };
  const found = await run([layout]);
  const { skewed, refused, rounds } = figuresOf(found, 'of-a-user', BETWEEN_READS);
  assert.equal(skewed, 0);
  assert.equal(refused, rounds);
  assert.equal(found.hypotheses[0]?.outcome, 'not measured');
});

test('an abort ends it', async () => {
  await assert.rejects(run(LAYOUTS, AbortSignal.abort()), Interrupted);
});
