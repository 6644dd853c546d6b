import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataToLookAt, namedData } from '../../src/commands/data.ts';
import { parsePointer, pointerTo, readDataFolder } from '../../src/database/data-folder.ts';
import { driftedFullText, rebuildFullText } from '../../src/database/full-text-check.ts';
import { single, three } from '../../src/layouts/index.ts';
import { Failure } from '../../src/model/failure.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

const pointer = (more: object = {}) => JSON.stringify({ ...pointerTo(three), ...more });

function folderWith(text: string | undefined, files: readonly string[] = []): string {
  const { path } = new TemporaryFolder();
  if (text !== undefined) writeFileSync(join(path, 'layout.json'), text);
  for (const file of files) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), '');
  }
  return path;
}

const THREE = ['database.sqlite', 'cache.snapshot', 'chinook.sqlite'];

test('a data folder is read by its pointer, its files beside it or in the folder that it names', () => {
  const flat = folderWith(pointer(), THREE);
  assert.deepEqual([readDataFolder(flat, 'd').layout.name, readDataFolder(flat, 'd').files], ['three', flat]);
  const deep = folderWith(
    pointer({ folder: 'f-2' }),
    THREE.map((file) => `f-2/${file}`),
  );
  assert.equal(readDataFolder(deep, 'd').files, join(deep, 'f-2'));
});

test('what is no data folder: one line, the thing, the way out', () => {
  const cases: [string, RegExp, number][] = [
    [folderWith(undefined), /d holds no layout\.json/, 2],
    [join(folderWith(undefined), 'none'), /holds no layout\.json/, 2],
    [join(folderWith(pointer()), 'layout.json'), /is a file/, 2],
    [folderWith('{"half'), /d\/layout\.json is not JSON/, 4],
    [folderWith('null'), /is not an object/, 4],
    [folderWith(pointer({ schema: 'chinook-eval/layout@9' })), /version "chinook-eval\/layout@9"/, 2],
    [folderWith(pointer({ folder: '../etc' })), /outside/, 4],
    [
      folderWith(pointer({ datasetVersion: '2' }), THREE),
      /d\/layout\.json has a dataset version that is none/,
      4,
    ],
    [
      folderWith(pointer({ datasetVersion: 99 }), THREE),
      /^d has the tables of dataset version 99, .* knows/,
      2,
    ],
    // As versions before this number wrote it.
    [
      folderWith(pointer({ datasetVersion: undefined }), THREE),
      /dataset version 1, .* chinook-eval build/,
      2,
    ],
    [folderWith(pointer({ layout: { ...single, databases: [] } })), /databases must list/, 2],
    [folderWith(pointer(), ['database.sqlite']), /cache\.snapshot is missing/, 2],
  ];
  for (const [path, message, exitCode] of cases)
    assert.throws(
      () => readDataFolder(path, 'd'),
      (error: Failure) => {
        assert.ok(error instanceof Failure);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        assert.equal(error.exitCode, exitCode);
        return true;
      },
    );
  assert.equal(parsePointer(pointer({ seed: 1 }), 'p').seed, 1);
});

test('a pipe or a folder in the place of layout.json is not waited for', {
  skip: process.platform === 'win32',
}, () => {
  for (const make of [mkdirSync, (path: string) => execFileSync('mkfifo', [path])]) {
    const path = folderWith(undefined);
    make(join(path, 'layout.json'));
    assert.throws(
      () => readDataFolder(path, 'd'),
      new Failure(
        'd/layout.json is no file. Move it away, and restore a backup into another folder or build anew.',
        4,
      ),
    );
  }
});

test('--data and --layout find one folder, or say why not', () => {
  const parent = folderWith(
    undefined,
    THREE.map((file) => `three/${file}`),
  );
  writeFileSync(join(parent, 'three/layout.json'), pointer());
  assert.equal(namedData({ data: '.', layout: 'three' }, parent).shown, 'three');
  assert.equal(namedData({ data: 'three' }, parent).data.layout.name, 'three');
  assert.throws(
    () => namedData({ data: 'three', layout: 'single' }, parent),
    /is of layout three, not single/,
  );
  assert.throws(() => namedData({}, parent), /no data folder is named/);
});

test('who only looks takes data/, or the folder of the layout in it, before the built-in catalogue', async () => {
  const cwd = folderWith(
    undefined,
    THREE.map((file) => `data/three/${file}`),
  );
  writeFileSync(join(cwd, 'data/three/layout.json'), pointer());
  const { streams, err } = recordedStreams({ cwd });
  const { shown, data } = await dataToLookAt({ layout: 'three' }, streams);
  assert.deepEqual([shown, data.layout.name, err()], ['data/three', 'three', '']);
});

test('an index that does not say what its content does is found, and made true again', async () => {
  const folder = new TemporaryFolder();
  const open = buildAndOpen(single, folder.path, await seedStore(folder.path));
  assert.deepEqual(driftedFullText(open), []);
  const db = open.connectionFor(['chinook_tracks', 'tracks_fts']);
  db?.exec('DROP TRIGGER tracks_fts_chinook_tracks_after_update');
  db?.exec("UPDATE chinook_tracks SET name = 'Zebra crossing' WHERE id = 1");
  assert.deepEqual(driftedFullText(open), ['tracks_fts']);
  rebuildFullText(open, 'tracks_fts');
  assert.deepEqual(driftedFullText(open), []);
  open.close();
});
