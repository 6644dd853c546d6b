import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import backupSkew from '../../src/experiments/backup-skew.ts';
import type { WriterResult } from '../../src/experiments/backup-skew-process.ts';
import { single, three, two } from '../../src/layouts/index.ts';
import { Child } from '../../src/process/child.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';
import { figure, rowsOf, runQuick, tryQuick } from './context.ts';

test('naive sets of copies are torn where the pairs lie in two files; the coordinated snapshot never is', async () => {
  const result = await runQuick(backupSkew, [single, two, three]);
  const rows = rowsOf(result, 'Backups under a constant writer');
  for (const layout of ['single', 'two', 'three']) {
    assert.equal(figure(rows, layout, 'coordinated snapshot', 'skewed'), 0, layout);
    assert.equal(
      figure(rows, layout, 'coordinated snapshot', 'intact'),
      figure(rows, layout, 'coordinated snapshot', 'files'),
      layout,
    );
  }
  for (const arm of ['VACUUM INTO, one file after the other', 'cp with -wal, one file after the other']) {
    assert.equal(figure(rows, 'two', arm, 'skewed'), 0, 'both rows of a pair lie in one file');
    const skewed = figure(rows, 'three', arm, 'skewed');
    // A copy of a file that is written to may be damaged: then nothing is known of it.
    assert.ok(skewed === null || skewed > 0, `${arm}: ${skewed}`);
  }
  assert.ok((figure(rows, 'three', 'VACUUM INTO, one file after the other', 'skewed') ?? 0) > 0);
  const summary = rowsOf(result, 'backup');
  assert.deepEqual(
    summary.map(({ layout, figures }) => [layout, figures.coordinated]),
    [
      ['single', 0],
      ['two', 0],
      ['three', 0],
    ],
  );
  // Whether it delays the writer depends on who else is on the machine; that it tears nothing apart does not.
  assert.notEqual(result.hypotheses[1]?.outcome, 'refuted');
  assert.doesNotMatch(result.hypotheses[1]?.because ?? '', /single|two/, 'they have nothing to tear apart');
});

test('where the pairs lie in memory it is not run, and says why', async () => {
  const memory = {
    ...three,
    name: 'in-memory',
    databases: three.databases.map((one) => (one.name === 'main' ? { ...one, file: ':memory:' } : one)),
  };
  const result = await tryQuick(backupSkew, [memory]);
  assert.ok(result.status === 'not run');
  assert.match(result.reason, /in-memory keeps activity_log in memory/);
});

test('a writer that is locked out for a while goes on; nothing waits for ever', async () => {
  const impatient = {
    ...three,
    name: 'impatient',
    databases: three.databases.map((one) =>
      one.file === ':memory:'
        ? one
        : { ...one, pragmas: { ...one.pragmas, journal_mode: 'delete', busy_timeout: 0 } },
    ),
  };
  const result = await runQuick(backupSkew, [impatient]);
  const rows = rowsOf(result, 'Backups under a constant writer');
  assert.equal(figure(rows, 'impatient', 'coordinated snapshot', 'skewed'), 0);
});

test('a writer that is never done with what is due still hears what it is asked, as on a disk that is slow', async () => {
  const { path } = new TemporaryFolder();
  buildAndOpen(two, path, await seedStore(path)).close();
  const child = new Child('src/experiments/backup-skew-process', { signal: new AbortController().signal });
  try {
    const request = { layout: two, folder: join(path, 'two-1'), periodSeconds: 1e-6 };
    await child.request('start', request, 60);
    // An answer is the point: without a pause between writes there never is one.
    let pairs = 0;
    while (pairs === 0) pairs = (await child.request<WriterResult>('delays', null, 60)).pairs;
    await child.request('stop', null, 60);
  } finally {
    await child.end();
  }
});
