import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { asNobody, asRoot, giveTo, NOBODY, posix } from '../audit/data.ts';
import { digestOf, runProgram } from '../program.ts';
import { at, digests, labels, restore } from './place.ts';

const [UID, GID] = [12_345, 12_346];

/** Owner, group and mode of all that lies in a folder, by its name with times and labels left out. */
function accessIn(folder: string): Record<string, string> {
  const names = ['.', ...readdirSync(at(folder), { recursive: true, encoding: 'utf8' })];
  return Object.fromEntries(
    names.map((name) => {
      const { uid, gid, mode } = lstatSync(at(folder, name));
      return [
        name.replace(/(previous|quarantine)_\w+/, '$1'),
        `${uid}:${gid} ${(mode & 0o7777).toString(8)}`,
      ];
    }),
  );
}

const FILES = ['cache.snapshot', 'chinook.sqlite', 'database.sqlite', 'layout.json'];
const below = (folder: string, files: readonly string[], access: string) =>
  Object.fromEntries(files.map((file) => [`${folder}/${file}`, access]));

test(
  'root restores for the application: folders, databases and layout.json are its own again',
  asRoot,
  async () => {
    writeFileSync(at('data', 'gone.sqlite-wal'), 'stale');
    for (const name of readdirSync(at('data'))) chmodSync(at('data', name), 0o660);
    giveTo(at('data'), UID, GID);
    chmodSync(at('data'), 0o2770);
    assert.equal((await restore(labels[0] ?? '')).code, 0);
    const [folder, file] = [`${UID}:${GID} 2770`, `${UID}:${GID} 660`];
    const [older, newer] = [`restored_${labels[0]}`, `restored_${labels[1]}`];
    const first = {
      ...{ '.': folder, 'layout.json': file, [older]: folder, previous: folder },
      ...{ quarantine: `${UID}:${GID} 700`, 'quarantine/gone.sqlite-wal': file },
      ...below('previous', FILES, file),
      ...below(older, FILES.slice(0, 3), file),
    };
    assert.deepEqual(accessIn('data'), first);
    assert.equal((await restore(labels[1] ?? '')).code, 0);
    assert.deepEqual(accessIn('data'), {
      ...first,
      ...{ [newer]: folder, [`${older}/layout.json`]: file },
      ...below(newer, FILES.slice(0, 3), file),
    });
  },
);

test(
  'a member of the group restores: the group is given, and told once what only root can give',
  asRoot,
  async () => {
    for (const name of readdirSync(at('data'))) chmodSync(at('data', name), 0o660);
    giveTo(at('data'), UID, GID);
    chmodSync(at('data'), 0o770);
    giveTo(at('backups'), NOBODY, NOBODY);
    for (const set of labels) giveTo(at('backups', `backup_${set}`), NOBODY, NOBODY);
    for (const folder of [dirname(at()), at()]) chmodSync(folder, 0o755);
    const member = asNobody.map((word) => (word === '--clear-groups' ? `--groups=${GID}` : word));
    const words = ['restore', '--from', 'backups', '--to', 'data'];
    const { code, err } = await runProgram(words, { cwd: at(), before: member });
    assert.equal(code, 0, err);
    const told = err.trimEnd().split('\n');
    assert.equal(new Set(told).size, told.length);
    assert.ok(
      told.every((line) => / belongs to another owner than before: only root can give it back$/.test(line)),
    );
    const found = accessIn('data');
    assert.equal(found[`restored_${labels[1]}`], `${NOBODY}:${GID} 770`);
    assert.equal(found[`restored_${labels[1]}/chinook.sqlite`], `${NOBODY}:${GID} 660`);
    assert.equal(found['layout.json'], `${NOBODY}:${GID} 660`);
  },
);

test('an empty folder of the application: what is put there belongs to it', asRoot, async () => {
  mkdirSync(at('empty'));
  chownSync(at('empty'), UID, GID);
  chmodSync(at('empty'), 0o750);
  assert.equal((await restore('--to', 'empty')).code, 0);
  const folder = `restored_${labels[1]}`;
  assert.deepEqual(accessIn('empty'), {
    '.': `${UID}:${GID} 750`,
    'layout.json': `${UID}:${GID} 640`,
    [folder]: `${UID}:${GID} 750`,
    ...below(folder, FILES.slice(0, 3), `${UID}:${GID} 640`),
  });
});

test(
  'a folder that hands its group on (setgid): the one with the restored files does so too',
  posix,
  async () => {
    chmodSync(at('data'), 0o2750);
    assert.equal((await restore()).code, 0);
    assert.equal(accessIn('data')[`restored_${labels[1]}`]?.split(' ')[1], '2750');
  },
);

test('a layout.json that a killed restore had not finished: the next one goes on, into a new folder too', async () => {
  mkdirSync(at('new'));
  for (const folder of ['new', 'data']) {
    writeFileSync(at(folder, '.layout.json.partial'), '{"sch');
    const { code, err } = await restore('--to', folder);
    assert.equal(code, 0, err);
    assert.equal(digestOf(at(folder)), digests.now);
    assert.ok(!readdirSync(at(folder)).includes('.layout.json.partial'));
  }
  rmSync(at('new'), { recursive: true });
});
