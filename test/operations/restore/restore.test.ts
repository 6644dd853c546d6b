import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { readDataFolder } from '../../../src/database/data-folder.ts';
import { writeManifest } from '../../../src/operations/backup/manifest.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { digestOf } from '../program.ts';
import { at, digests, labels, picture, restore } from './place.ts';

test('into a new folder: the newest set, byte for byte, in WAL mode again, and nothing else', async () => {
  const { code, out, err } = await restore('--to', 'new');
  assert.equal(code, 0, err);
  assert.match(out, new RegExp(`set ${labels[1]} .* is restored in new`));
  assert.equal(digestOf(at('new')), digests.now);
  const folder = `restored_${labels[1]}`;
  assert.deepEqual(readdirSync(at('new')).sort(), ['layout.json', folder]);
  assert.deepEqual(readdirSync(at('new', folder)).sort(), [
    'cache.snapshot',
    'chinook.sqlite',
    'database.sqlite',
  ]);
  for (const file of readdirSync(at('new', folder)))
    assert.equal(statSync(at('new', folder, file)).mode & 0o777, 0o640);
  const db = new Database(at('new', folder, 'chinook.sqlite'), { readonly: true });
  assert.equal(db.pragma('journal_mode', { simple: true }), 'wal');
  db.close();
});

test('a set by its label, or by the name of its folder', async () => {
  for (const named of [labels[0] ?? '', `backup_${labels[0]}`]) {
    assert.equal((await restore(named, '--to', `to-${named}`)).code, 0);
    assert.equal(digestOf(at(`to-${named}`)), digests.older);
  }
});

test('into the data folder: one switch; what was there is a data folder in itself, and can come back', async () => {
  chmodSync(at('data', 'chinook.sqlite'), 0o640);
  const before = picture('data');
  const { code, out, err } = await restore(labels[0] ?? '');
  assert.equal(code, 0, err);
  assert.equal(digestOf(at('data')), digests.older);
  assert.equal(
    statSync(join(readDataFolder(at('data'), 'data').files, 'chinook.sqlite')).mode & 0o777,
    0o640,
  );
  const [previous = ''] = readdirSync(at('data')).filter((name) => name.startsWith('previous_'));
  assert.match(out, new RegExp(previous));
  assert.deepEqual(picture(join('data', previous)), before);
  assert.equal(digestOf(at('data', previous)), digests.now);
  // Again: the folder of the first restore becomes one in itself.
  assert.equal((await restore()).code, 0);
  assert.equal(digestOf(at('data')), digests.now);
  assert.equal(digestOf(at('data', `restored_${labels[0]}`)), digests.older);
  assert.deepEqual(
    readdirSync(at('data')).sort(),
    ['layout.json', previous, `restored_${labels[0]}`, `restored_${labels[1]}`].sort(),
  );
});

test('what only the WAL of the old files has is kept with them', async () => {
  const db = new Database(at('data', 'chinook.sqlite'));
  db.pragma('wal_autocheckpoint = 0');
  db.exec("INSERT INTO chinook_genres (id, name) VALUES (9002, 'In the WAL')");
  cpSync(at('data', 'chinook.sqlite'), at('main'));
  cpSync(at('data', 'chinook.sqlite-wal'), at('wal'));
  db.close();
  // As a crash leaves it: the row is in the WAL alone.
  renameSync(at('main'), at('data', 'chinook.sqlite'));
  renameSync(at('wal'), at('data', 'chinook.sqlite-wal'));
  assert.equal((await restore()).code, 0);
  assert.equal(digestOf(at('data')), digests.now);
  const [previous = ''] = readdirSync(at('data')).filter((name) => name.startsWith('previous_'));
  const old = new Database(at('data', previous, 'chinook.sqlite'));
  assert.equal(old.prepare('SELECT count(*) FROM chinook_genres WHERE id = 9002').pluck().get(), 1);
  old.close();
});

test('stale -wal and -shm of databases that are gone: into quarantine, told, and not played into what is restored', async () => {
  mkdirSync(at('empty'));
  for (const name of ['database.sqlite-wal', 'database.sqlite-shm', 'chinook.sqlite-journal'])
    writeFileSync(at('empty', name), `stale ${name}`);
  const { code, err } = await restore('--to', 'empty');
  assert.equal(code, 0, err);
  assert.match(
    err,
    /chinook\.sqlite-journal, database\.sqlite-shm, database\.sqlite-wal: .* moved to quarantine_/,
  );
  assert.equal(digestOf(at('empty')), digests.now);
  const [quarantine = ''] = readdirSync(at('empty')).filter((name) => name.startsWith('quarantine_'));
  assert.equal(
    readFileSync(at('empty', quarantine, 'database.sqlite-wal'), 'utf8'),
    'stale database.sqlite-wal',
  );
  assert.equal(readdirSync(at('empty', quarantine)).length, 3);
});

test('a data folder whose layout.json is torn, or whose file is gone, is what a restore is for', async () => {
  rmSync(at('data', 'database.sqlite'));
  assert.equal((await restore()).code, 0);
  assert.equal(digestOf(at('data')), digests.now);
  writeFileSync(at('data', 'layout.json'), '{"schema": "chin');
  const { code, out } = await restore(labels[0] ?? '');
  assert.equal(code, 0);
  assert.match(out, /previous_[\w.-]+: what was there, with its damaged layout\.json; /);
  assert.equal(digestOf(at('data')), digests.older);
});

test('each layout.json that a restore makes has the mode of the one it is a copy of', async () => {
  chmodSync(at('data', 'layout.json'), 0o640);
  assert.equal((await restore(labels[0] ?? '')).code, 0);
  assert.equal((await restore()).code, 0);
  const pointers = readdirSync(at('data'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('layout.json'),
  );
  assert.equal(pointers.length, 3);
  for (const name of pointers) assert.equal(statSync(at('data', name)).mode & 0o777, 0o640, name);
});

test('the folder that layout.json names is gone: restored beside its name, which is not told as what was before', async () => {
  const folder = `restored_${labels[1]}`;
  for (const gone of [
    () => rmSync(at('data', folder), { recursive: true }),
    () => {
      rmSync(at('data', folder), { recursive: true });
      writeFileSync(at('data', folder), 'a file');
    },
  ]) {
    rmSync(at('data'), { recursive: true });
    assert.equal((await restore()).code, 0);
    gone();
    const { code, out, err } = await restore();
    assert.equal(code, 0, err);
    assert.match(err, new RegExp(`^chinook-eval: ${folder}, which layout\\.json names, is no folder: .*\n$`));
    assert.match(out, new RegExp(`files {4}data/${folder}\\.2\n$`));
    assert.equal(digestOf(at('data')), digests.now);
  }
});

test('a set with the tables of another version: brought back as it was, and told for whom', async () => {
  const { good } = await listSets(at('backups'));
  const [newest] = good;
  assert.ok(newest);
  const pointer = { ...newest.manifest.pointer, datasetVersion: 1 };
  const manifest = { ...newest.manifest, tool: '0.0.1', pointer };
  writeFileSync(join(newest.path, 'manifest.json'), writeManifest(manifest));
  const { code, err } = await restore('--to', 'new');
  assert.equal(code, 0);
  assert.match(err, /^chinook-eval: set \w+ has the tables of dataset version 1, .* made it \(0\.0\.1\)\n$/);
});
