import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { layoutFiles } from '../../src/database/files.ts';
import { whyNotDropped } from '../../src/experiments/cold/drop.ts';
import cold from '../../src/experiments/cold.ts';
import { EXPERIMENT_LAYOUTS, single, two } from '../../src/layouts/index.ts';
import { fileSystemOf } from '../../src/process/file-system.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';
import { outcomes, rowsOf, runQuick, tryQuick } from './context.ts';

const TITLE = 'First queries, cold and warm';
const folder = new TemporaryFolder();
buildAndOpen(single, folder.path, await seedStore(folder.path)).close();
const built = join(folder.path, 'single-1');
const whyNot = await whyNotDropped(layoutFiles(built, single), new AbortController().signal);

test('cold means read from the storage, on every layout and for every query; or it is not run', async () => {
  const result = await tryQuick(cold, EXPERIMENT_LAYOUTS);
  if (whyNot !== null) {
    assert.ok(result.status === 'not run');
    assert.equal(result.reason, whyNot);
    return;
  }
  assert.ok(result.status === 'ran', result.status === 'not run' ? result.reason : '');
  const rows = rowsOf(result, TITLE);
  assert.equal(rows.length, 4 * 5);
  for (const { layout, arm, figures } of rows) {
    for (const key of ['warmOpen', 'warmAnswer'])
      assert.ok((figures[key] ?? 0) > 0, `${layout} ${arm} ${key}`);
    // Where it was not shown to be cold there is no figure, and it is told.
    if (figures.coldAnswer === null)
      assert.ok(result.notRun.some(({ what }) => what.startsWith(`cold, ${layout}`)));
    else if (process.platform === 'linux') assert.ok((figures.coldRead ?? 0) > 0, `${layout} ${arm}`);
  }
  assert.equal(result.hypotheses.length, 7);
});

test('built files are only read, and a layout that the document does not speak of decides nothing', async (t) => {
  if (whyNot !== null) return t.skip(whyNot);
  const content = () =>
    readdirSync(built).map((name) => [name, readFileSync(join(built, name)).toString('latin1')]);
  const before = content();
  assert.deepEqual(new Set(outcomes(await runQuick(cold, [two]))), new Set(['not measured']));
  await runQuick(cold, [single], { built: async () => built });
  assert.deepEqual(content(), before);
});

test('files in memory cannot be cold: not run, with the reason', async (t) => {
  const memory = '/dev/shm';
  if (fileSystemOf(memory) !== 'tmpfs') return t.skip('no tmpfs here');
  const place = mkdtempSync(join(memory, 'chinook-eval-test-'));
  try {
    cpSync(built, place, { recursive: true });
    const result = await tryQuick(cold, [single], { built: async () => place });
    assert.ok(result.status === 'not run');
    assert.match(result.reason, /on tmpfs, in memory/);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
