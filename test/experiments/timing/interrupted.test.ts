import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildLayout } from '../../../src/database/build.ts';
import joinStrategy from '../../../src/experiments/join-strategy.ts';
import prepare from '../../../src/experiments/prepare.ts';
import { runExperiments } from '../../../src/experiments/run.ts';
import scale from '../../../src/experiments/scale.ts';
import { single, three } from '../../../src/layouts/index.ts';
import { Interrupted } from '../../../src/model/failure.ts';
import { seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);
const layouts = [single, three];
for (const layout of layouts) {
  const place = join(folder.path, layout.name);
  mkdirSync(place);
  buildLayout({ layout, seedStore: store, scale: 1, folder: place });
}

/** Where each is in the middle of its measuring, a child at work. */
const MIDDLE = { scale: /customer-invoices/, prepare: /track-by-id/, 'join-strategy': /100 rows/ } as const;

for (const experiment of [scale, prepare, joinStrategy])
  test(`${experiment.name} that is interrupted in the middle leaves neither files nor children`, async () => {
    const work = mkdtempSync(join(folder.path, 'work-'));
    const abort = new AbortController();
    const running = runExperiments(
      [experiment],
      {
        layouts,
        built: async (layout) => join(folder.path, layout.name),
        work,
        seedStore: store,
        quick: true,
        maxBytes: 7e6,
        signal: abort.signal,
      },
      {
        progress: (_, doing) => {
          if (MIDDLE[experiment.name as keyof typeof MIDDLE].test(doing)) abort.abort();
        },
        save: async () => assert.fail('nothing was found out'),
      },
    );
    await assert.rejects(running, Interrupted);
    assert.ok(abort.signal.aborted);
    assert.deepEqual(readdirSync(work), []);
    assert.ok(!process.getActiveResourcesInfo().includes('ProcessWrap'), 'no child is left');
  });
