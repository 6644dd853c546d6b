import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestOf, runMain } from '../operations/program.ts';
import { TemporaryFolder } from '../support/dataset.ts';

test('backup, drill and restore as a user meets them, in every layout', async () => {
  const { path: place } = new TemporaryFolder();
  const digests = new Set<string>();
  for (const layout of ['single', 'three-attached']) {
    const run = (...words: string[]) => runMain(words, place);
    assert.equal((await run('build', '--out', layout, '--layout', layout, '--scale', '1')).code, 0);
    const made = await run('backup', '--data', layout, '--to', `${layout}-sets`);
    assert.equal(made.code, 0, made.err);
    assert.match(made.out, layout === 'single' ? /: 1 database, / : /: 3 databases, /);
    const drill = await run('restore', '--from', `${layout}-sets`, '--drill');
    assert.equal(drill.code, 0, drill.err);
    assert.match(drill.out, /^recovery in /);
    assert.match(drill.out, /scenario track-by-id, 16 calls +\d/);
    assert.equal(existsSync(join(place, 'data')), layout !== 'single', 'a drill makes none');
    const restored = await run('restore', '--from', `${layout}-sets`, '--to', `${layout}-again`, '--json');
    assert.equal(restored.code, 0, restored.err);
    const said = JSON.parse(restored.out) as { layout: string; previous: string | null; folder: string };
    assert.deepEqual([said.layout, said.previous], [layout, null]);
    assert.ok(existsSync(join(place, `${layout}-again`, said.folder, 'database.sqlite')));
    digests.add(digestOf(join(place, layout))).add(digestOf(join(place, `${layout}-again`)));
    // The default is data/, which is made.
    if (layout === 'single') {
      assert.equal((await run('restore', '--from', 'single-sets')).code, 0);
      digests.add(digestOf(join(place, 'data')));
    }
  }
  assert.equal(digests.size, 1);
});

test('bad words: one line and exit 2', async () => {
  const { path: place } = new TemporaryFolder();
  for (const [words, message] of [
    [[], /--from/],
    [['--from', 'nowhere'], /nowhere is not there/],
    [['--from', '.'], /holds no backup/],
    [['a', 'b', '--from', '.'], /too many arguments/],
  ] as [string[], RegExp][]) {
    const { code, out, err } = await runMain(['restore', ...words], place);
    assert.equal(code, 2, err);
    assert.match(err, message);
    assert.equal(out, '');
  }
});
