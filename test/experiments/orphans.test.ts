import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLayout } from '../../src/database/open.ts';
import { auditOrphans } from '../../src/database/orphans.ts';
import { FOREIGN_KEYS, isCut } from '../../src/database/schema/index.ts';
import orphans from '../../src/experiments/orphans.ts';
import { single, singleBatched, three, threeAttached, two } from '../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';
import { figure, outcomes, rowsOf, runQuick, tryQuick } from './context.ts';

test('as many foreign keys let orphans in as the layout cuts, and the audit finds each of them', async () => {
  const result = await runQuick(orphans);
  const rows = rowsOf(result, 'Foreign keys');
  assert.deepEqual(
    rows.map(({ layout, figures: { children, left, found } }) => [layout, children, left, found]),
    [
      ['single', 0, 0, null],
      ['two', 1, 1, 1],
      ['three', 6, 6, 6],
      ['three-attached', 6, 6, 6],
    ],
    'a layout of one writer has the same files as single, and is left out',
  );
  assert.equal(figure(rows, 'single', '', 'parents'), 0, 'a parent with children stays');
  assert.ok((figure(rows, 'three', '', 'parents') ?? 0) > 0);
  assert.deepEqual(outcomes(result), ['confirmed', 'confirmed']);
});

test('without a cut key nothing is claimed of an audit', async () => {
  const result = await runQuick(orphans, [single]);
  assert.deepEqual(outcomes(result), ['not measured', 'not measured']);
  const batched = await tryQuick(orphans, [singleBatched]);
  assert.ok(batched.status === 'not run' && !batched.failed);
  assert.match(batched.reason, /single-batched differs from others only in who writes/);
});

test('the audit finds the same orphans by SQL and by merging in the application, and none in sound data', async () => {
  const folder = new TemporaryFolder();
  const store = await seedStore(folder.path);
  for (const layout of [two, three, threeAttached]) {
    const open = buildAndOpen(layout, folder.path, store);
    const cut = FOREIGN_KEYS.filter((key) => isCut(layout, key));
    assert.equal(auditOrphans(open, cut).orphans, 0, layout.name);
    open.close();
    if (layout === two) continue;
    const again = openLayout(layout, `${folder.path}/${layout.name}-1`);
    // Smaller than every parent, between two of them, beyond the last, and beyond 2^53: three rows share one of them.
    const change = again.prepare(['comments'], 'UPDATE comments SET track_id = ? WHERE id = ?');
    const wrong = [-5n, 0n, 9_007_199_254_740_993n, 9_007_199_254_740_993n, 9_007_199_254_740_994n];
    for (const [index, value] of wrong.entries()) change.run(value, index + 1);
    const key = cut.filter(({ table }) => table === 'comments');
    assert.equal(key.length, 1);
    assert.equal(auditOrphans(again, key).orphans, new Set(wrong).size, layout.name);
    again.close();
  }
});
