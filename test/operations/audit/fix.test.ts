import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pointerTo } from '../../../src/database/data-folder.ts';
import { layoutFiles } from '../../../src/database/files.ts';
import { single } from '../../../src/layouts/index.ts';
import type { AuditFinding, Fix } from '../../../src/operations/audit/finding.ts';
import { applyFixes, planOf } from '../../../src/operations/audit/fix.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { asRoot, posix } from './data.ts';

const modeOf = (path: string) => (lstatSync(path).mode & 0o7777).toString(8);

/** A file as an audit has seen it, and what is to be set on it. */
function access(path: string, change: { mode?: number; uid?: number; gid?: number }): Fix {
  const { dev, ino } = lstatSync(path, { bigint: true });
  return { kind: 'access', path, shown: 'f', identity: `${dev}:${ino}`, ...change };
}

function apply(fix: Fix): string | null {
  const [outcome] = applyFixes({ path: '/nowhere', shown: 'nowhere', plan: [fix] });
  assert.equal(outcome?.done, outcome?.why === null);
  return outcome?.why ?? null;
}

function victim(): { folder: string; file: string; secret: string } {
  const folder = new TemporaryFolder().path;
  const [file, secret] = [join(folder, 'database.sqlite'), join(folder, 'secret')];
  for (const path of [file, secret]) {
    writeFileSync(path, path);
    chmodSync(path, 0o644);
  }
  return { folder, file, secret };
}

test('a mode is set on the very file, and done again changes nothing', posix, () => {
  const { file } = victim();
  const fix = access(file, { mode: 0o640 });
  assert.equal(apply(fix), null);
  assert.equal(modeOf(file), '640');
  const { ctimeMs } = lstatSync(file);
  assert.equal(apply(fix), null);
  assert.equal(lstatSync(file).ctimeMs, ctimeMs);
});

test('a link put in the place of the file since: what it points to keeps its mode', posix, () => {
  const { file, secret } = victim();
  const fix = access(file, { mode: 0o600 });
  rmSync(file);
  symlinkSync(secret, file);
  assert.match(apply(fix) ?? '', /symbolic link/);
  assert.equal(modeOf(secret), '644');
});

test('another file, a hard link, or nothing in its place', posix, () => {
  const { file, secret } = victim();
  const fix = access(file, { mode: 0o600 });
  renameSync(secret, file);
  assert.match(apply(fix) ?? '', /another file is in its place/);
  assert.equal(modeOf(file), '644');
  linkSync(file, secret);
  assert.match(apply(access(file, { mode: 0o600 })) ?? '', /another name leads to the same file/);
  assert.equal(modeOf(secret), '644');
  rmSync(file);
  assert.equal(apply(fix), 'it is gone');
});

test('a folder above that has become a link', { skip: process.platform !== 'linux' && 'needs /proc' }, () => {
  const { folder } = victim();
  const [data, moved] = [join(folder, 'data'), join(folder, 'moved')];
  mkdirSync(data);
  const file = join(data, 'database.sqlite');
  writeFileSync(file, '');
  chmodSync(file, 0o644);
  const fix = access(file, { mode: 0o600 });
  renameSync(data, moved);
  symlinkSync(moved, data);
  assert.match(apply(fix) ?? '', /a folder above it is not what it was/);
  assert.equal(modeOf(join(moved, 'database.sqlite')), '644');
});

test('root gives a file away, and the mode stays', asRoot, () => {
  const { file } = victim();
  assert.equal(apply(access(file, { mode: 0o640, uid: 12_345 })), null);
  const { uid, gid } = lstatSync(file);
  assert.deepEqual([uid, gid, modeOf(file)], [12_345, process.getgid?.(), '640']);
});

test('who is not root cannot give a file away, and is told so', {
  skip: process.getuid?.() === 0 && 'root may',
}, () => {
  assert.match(apply(access(victim().file, { uid: 0 })) ?? '', /no permission \(EPERM\): run this as root/);
});

test('a stray journal is put aside, never over another file, and never while its database is there', () => {
  const { folder, file } = victim();
  const stray = join(folder, 'gone.sqlite-wal');
  const put = () => {
    writeFileSync(stray, 'frames');
    const { dev, ino } = lstatSync(stray, { bigint: true });
    return { kind: 'quarantine', path: stray, shown: 's', identity: `${dev}:${ino}` } as const;
  };
  assert.equal(apply(put()), null);
  // A link that leads nowhere has a name as well.
  symlinkSync('nowhere', `${stray}.quarantine-2`);
  const [again] = applyFixes({ path: folder, shown: 'f', plan: [put()] });
  assert.deepEqual([again?.done, again?.renamed], [true, 'gone.sqlite-wal.quarantine-3']);
  assert.ok(existsSync(`${stray}.quarantine`) && existsSync(`${stray}.quarantine-3`) && !existsSync(stray));
  assert.ok(lstatSync(`${stray}.quarantine-2`).isSymbolicLink());
  const fix = put();
  renameSync(file, join(folder, 'gone.sqlite'));
  assert.match(apply(fix) ?? '', /a database is beside it now/);
  assert.ok(existsSync(stray));
});

test('an index is not made anew in what a link leads to, nor beside a journal that would be played back', () => {
  const { folder: path, secret } = victim();
  writeFileSync(join(path, 'layout.json'), JSON.stringify(pointerTo(single)));
  const [file = ''] = layoutFiles(path, single);
  const fix = { kind: 'rebuild-full-text', table: 'tracks_fts', shown: 't' } as const;
  const why = () => applyFixes({ path, shown: 'data', plan: [fix] })[0]?.why ?? '';
  rmSync(file, { force: true });
  symlinkSync(secret, file);
  assert.match(why(), /is a link or no file/);
  rmSync(file);
  linkSync(secret, file);
  assert.match(why(), /is a link or no file/);
  rmSync(file);
  writeFileSync(file, '');
  writeFileSync(`${file}-journal`, Buffer.from('d9d505f920a163d700000000', 'hex'));
  assert.match(why(), /a journal beside .* would be played back/);
  assert.ok(existsSync(`${file}-journal`));
});

test('a plan has one step per file, with all that is to be set on it', () => {
  const finding = (fix: Fix | null): AuditFinding => ({
    ...{ check: 'modes', severity: 'warning', where: 'f', what: '', why: '', command: null },
    fix,
  });
  const file = { kind: 'access', path: '/d/f', shown: 'd/f', identity: '1:2' } as const;
  const rebuild = { kind: 'rebuild-full-text', table: 'tracks_fts', shown: 'd: tracks_fts' } as const;
  const plan = planOf(
    [rebuild, { ...file, mode: 0o640 }, null, { ...file, uid: 33 }, { ...file, mode: 0o640, gid: 33 }].map(
      finding,
    ),
  );
  assert.deepEqual(plan, [{ ...file, mode: 0o640, uid: 33, gid: 33 }, rebuild]);
});
