import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { three } from '../../../src/layouts/index.ts';
import { accountsOf } from '../../../src/operations/audit/accounts.ts';
import { CHECK_NAMES, CHECKS } from '../../../src/operations/audit/checks/index.ts';
import type { DatabaseContents } from '../../../src/operations/audit/contents.ts';
import type { AuditFacts, BackupsFact } from '../../../src/operations/audit/facts.ts';
import type { FileFact } from '../../../src/operations/audit/file-fact.ts';
import type { AuditFinding } from '../../../src/operations/audit/finding.ts';
import { judge } from '../../../src/operations/audit/judge.ts';
import { DOCUMENT_POLICY, OWN_POLICY } from '../../../src/operations/audit/policy.ts';
import { parseUnit } from '../../../src/operations/audit/unit.ts';
import type { BackupSet, SetList } from '../../../src/operations/backup/sets.ts';

const accounts = accountsOf(
  'root:x:0:0:::\nwww-data:x:33:33:::\nbackup:x:34:34:::\nann:x:1000:1000:::\nben:x:1001:1001:::',
  'root:x:0:\nwww-data:x:33:\nbackup:x:34:\nann:x:1000:\nshared:x:50:backup',
);

function file(name: string, more: Partial<FileFact> = {}): FileFact {
  return {
    path: name === '' ? '/srv/data' : `/srv/data/${name}`,
    shown: name === '' ? 'data' : `data/${name}`,
    word: name === '' ? 'data' : `data/${name}`,
    role: name === '' ? 'folder' : 'database',
    kind: name === '' ? 'folder' : 'file',
    mode: name === '' ? 0o750 : 0o640,
    ...{ uid: 33, gid: 33, folderUid: 33, links: 1, identity: `1:${name}`, bytes: 4096, target: null },
    header: name === '' ? null : 'wal',
    current: name !== '',
    ...more,
  };
}

/** What an audit finds nothing on but notes; each test changes one thing. */
function facts(more: Partial<AuditFacts> = {}): AuditFacts {
  const pointer = { schema: 'chinook-eval/layout@1', layout: three } as const;
  return {
    data: { path: '/srv/data', layout: three, files: '/srv/data', pointer },
    shown: 'data',
    again: 'chinook-eval audit --data data --policy mine.json --fix --execute',
    policy: DOCUMENT_POLICY,
    accounts,
    uid: 0,
    now: new Date('2026-11-28T12:00:00Z'),
    files: {
      files: [file(''), file('database.sqlite')],
      parents: [{ path: '/srv', mode: 0o755, uid: 0 }],
      cut: false,
      closed: [],
    },
    fileSystem: 'ext4',
    acls: [],
    contents: null,
    together: null,
    backups: null,
    unit: null,
    ...more,
  };
}

const withFiles = (files: FileFact[], parents: AuditFacts['files']['parents'] = facts().files.parents) =>
  facts({ files: { files: [file(''), ...files], parents, cut: false, closed: [] } });

const found = (given: AuditFacts, check?: string): readonly AuditFinding[] =>
  judge({ facts: given, notLooked: [], stopped: null }).findings.filter((one) =>
    check === undefined ? one.severity !== 'info' : one.check === check,
  );
const told = (given: AuditFacts, check: string) =>
  found(given, check).map(({ severity, where, what }) => `${severity} ${where} ${what}`);

test('checks have names of their own, and nothing is found where all is well', () => {
  assert.equal(new Set(CHECK_NAMES).size, CHECKS.length);
  assert.deepEqual(found(facts()), []);
});

test('rights beyond the policy: of the world, of the group, too few for the owner', () => {
  const open = (mode: number, more: Partial<FileFact> = {}) =>
    withFiles([file('database.sqlite', { mode, ...more })]);
  // The folder is 750: nobody else reaches the file.
  assert.match(told(open(0o644), 'world-access').join(), /^info .*every user of this machine may read it$/);
  const reached = (mode: number) =>
    facts({
      files: { ...facts().files, files: [file('', { mode: 0o755 }), file('database.sqlite', { mode })] },
    });
  assert.match(
    told(reached(0o644), 'world-access').join('\n'),
    /^warning data 755.*\nwarning data\/database\.sqlite 644/,
  );
  assert.match(
    told(reached(0o646), 'world-access').join('\n'),
    /critical data\/database\.sqlite 646 .*may read and change it/,
  );
  assert.match(told(open(0o660), 'modes').join(), /^warning .*its group may change it; the policy is 640/);
  assert.match(told(open(0o440), 'modes').join(), /^warning .*the owner may not change it/);
  assert.match(told(open(0o600), 'modes').join(), /^info .*600 .*, where the policy is 640/);
  assert.match(told(open(0o2640), 'modes').join(), /setuid or setgid/);
  assert.deepEqual(
    told(withFiles([file('sub', { kind: 'folder', role: 'folder', mode: 0o2750 })]), 'modes'),
    [],
  );
});

test('what --fix would set is never wider than it was, but for what owner and group need', () => {
  const fixOf = (mode: number, policy = OWN_POLICY) => {
    const [first] = found({ ...withFiles([file('database.sqlite', { mode })]), policy }, 'world-access');
    return first?.fix?.kind === 'access' ? first.fix.mode?.toString(8) : first?.fix;
  };
  assert.equal(fixOf(0o644), '640');
  assert.equal(fixOf(0o604), '600');
  assert.equal(fixOf(0o604, DOCUMENT_POLICY), '640');
  assert.equal(fixOf(0o777), '640');
  const [linked] = found(withFiles([file('database.sqlite', { mode: 0o644, links: 2 })]), 'world-access');
  assert.equal(linked?.fix, null);
});

test('owners: locked out is critical, another group a warning, a name that nobody has is told', () => {
  const owned = (more: Partial<FileFact>) =>
    withFiles([file('database.sqlite-wal', { role: 'sidecar', ...more })]);
  assert.match(
    told(owned({ uid: 34, gid: 34 }), 'owners').join(),
    /^critical .*belongs to backup:backup, not to www-data:www-data$/,
  );
  assert.match(
    told(owned({ uid: 34, mode: 0o660 }), 'owners').join(),
    /^warning .*belongs to backup:www-data/,
  );
  assert.match(
    told(owned({ gid: 99 }), 'owners').join(),
    /^warning .*belongs to www-data:99, not to group www-data$/,
  );
  // Not its own, a folder lets who is in its group make -wal and -shm in it, or it does not.
  const folder = (mode: number, gid = 33) =>
    told(
      {
        ...facts(),
        files: { ...facts().files, files: [file('', { uid: 0, gid, mode }), file('database.sqlite')] },
      },
      'owners',
    ).join();
  assert.match(folder(0o750), /^critical data belongs to root:www-data, not to www-data:www-data$/);
  assert.match(folder(0o770), /^warning data belongs to root:www-data/);
  assert.match(folder(0o770, 0), /^critical data belongs to root:root/);
  const rules = { ...DOCUMENT_POLICY.rules, database: { mode: 0o640, owner: 'nobody-here', group: null } };
  assert.match(
    told({ ...facts(), policy: { ...DOCUMENT_POLICY, rules } }, 'owners').join(),
    /names the user nobody-here/,
  );
  const [first] = found({ ...owned({ uid: 34, gid: 34 }), uid: 1000 }, 'owners');
  assert.equal(first?.command, 'sudo chown -h www-data:www-data data/database.sqlite-wal');
});

test('the policy own: one owner; where the folder alone differs, no file is given away', () => {
  const own = (files: FileFact[]) => ({ ...facts(), policy: OWN_POLICY, files: { ...facts().files, files } });
  const theirs = { uid: 1000, gid: 1000, folderUid: 1000 };
  assert.deepEqual(told(own([file('', theirs), file('database.sqlite', theirs)]), 'owners'), []);
  assert.match(
    told(
      own([
        file('', theirs),
        file('database.sqlite', theirs),
        file('x-wal', { ...theirs, uid: 0, role: 'sidecar' }),
      ]),
      'owners',
    ).join(),
    /^critical data\/x-wal belongs to root:ann, not to ann, who owns the folder$/,
  );
  const apart = found(
    own([file('', { uid: 0, folderUid: 0 }), file('database.sqlite', { uid: 1000, folderUid: 0 })]),
    'owners',
  );
  assert.deepEqual(
    apart.map(({ severity, where, fix }) => [severity, where, fix]),
    [['critical', 'data', null]],
  );
});

test('links, pipes and stray journals', () => {
  const links = (more: Partial<FileFact>) => told(withFiles([file('database.sqlite', more)]), 'links').join();
  assert.match(links({ kind: 'link', target: '/etc/passwd' }), /^warning .*a symbolic link to \/etc\/passwd/);
  assert.match(links({ kind: 'link', target: 'x', role: 'sidecar' }), /^critical/);
  assert.match(links({ kind: 'special' }), /^critical .*neither file nor folder/);
  assert.match(links({ links: 3 }), /^critical .*3 names lead to this file/);
  const sidecar = (name: string, more: Partial<FileFact> = {}) =>
    file(name, { role: 'sidecar', header: 'other', ...more });
  const sidecars = (...files: FileFact[]) =>
    told(withFiles([file('database.sqlite'), ...files]), 'sidecars').join('\n');
  assert.match(sidecars(sidecar('gone.sqlite-wal')), /^warning data\/gone.* no database is beside it/);
  assert.match(
    sidecars(sidecar('database.sqlite-journal', { header: 'hot journal' })),
    /^critical .*plays back/,
  );
  assert.match(sidecars(sidecar('database.sqlite-journal', { header: 'empty journal' })), /^info .*over/);
  assert.match(sidecars(sidecar('database.sqlite-wal')), /^info .*nobody has open/);
  assert.equal(sidecars(sidecar('database.sqlite-wal'), sidecar('database.sqlite-shm')), '');
});

test('places: network and memory file systems, folders above, access control lists', () => {
  assert.match(
    told(facts({ fileSystem: 'nfs' }), 'file-system').join(),
    /^critical data lies on a network file system \(nfs\)$/,
  );
  assert.match(told(facts({ fileSystem: 'fuse.sshfs' }), 'file-system').join(), /^critical/);
  assert.match(told(facts({ fileSystem: 'tmpfs' }), 'file-system').join(), /^warning .*in memory/);
  const above = (mode: number, uid = 0) =>
    told(withFiles([], [{ path: '/srv', mode, uid }]), 'parents').join();
  assert.match(above(0o777), /^critical \/srv 777: anyone may rename/);
  assert.equal(above(0o1777), '');
  assert.match(above(0o755, 1001), /^warning \/srv belongs to ben/);
  assert.equal(above(0o755, 33), '');
  const acls = [{ path: '/srv/data/a\u001b[31m', shown: 'data/a\u001b[31m', entries: ['user:ann:r--'] }];
  assert.match(told(facts({ acls }), 'acl').join(), /^warning data\/a an access control list: user:ann:r--$/);
  const command = (uid: number) =>
    found(
      facts({ uid, acls: [{ path: '/srv/data/database.sqlite', shown: 'd', entries: ['user:ann:r--'] }] }),
      'acl',
    )[0]?.command;
  assert.deepEqual(
    [0, 33, 1000].map(command),
    ['', '', 'sudo '].map((by) => `${by}setfacl -b /srv/data/database.sqlite`),
  );
});

test('what comes from names and rows is one printable line, and no command to copy', () => {
  const path = '/srv/ev\u001b[31mil\nx';
  const [open] = found(withFiles([], [{ path, mode: 0o777, uid: 0 }]), 'parents');
  assert.deepEqual([open?.where, open?.command], ['/srv/evil x', null]);
  const inside = { path: `${path}/data`, mode: 0o644 };
  const closed = withFiles([file('database.sqlite', inside)], [{ path, mode: 0o750, uid: 0 }]);
  assert.match(found(closed, 'world-access')[0]?.why ?? '', /^only \/srv\/evil x \(750\) keeps them out/);
});

test("what a user's policy says of a check: another severity, or not at all", () => {
  const given = facts({ fileSystem: 'nfs' });
  const as = (level: 'off' | 'info') => ({
    ...given,
    policy: { ...DOCUMENT_POLICY, severities: { 'file-system': level } },
  });
  assert.match(told(as('info'), 'file-system').join(), /^info/);
  assert.deepEqual(told(as('off'), 'file-system'), []);
  assert.ok(!judge({ facts: as('off'), notLooked: [], stopped: null }).checked.includes('file-system'));
});

test('settings that each connection makes: those that the layout lacks', () => {
  const databases = three.databases.map((one) => ({
    ...one,
    pragmas: { journal_mode: 'wal', synchronous: 'off' },
  }));
  const layout = { ...three, databases };
  const given = facts({ data: { ...facts().data, layout } });
  assert.deepEqual(
    told(given, 'settings').map((line) => line.split(' (')[0]),
    ['warning data/layout.json foreign_keys', 'warning data/layout.json synchronous'],
  );
});

test('trusted_schema: asked for where a file holds code that the layout does not make, or a layout turns it on', () => {
  const sound = { ...facts().data, layout: three };
  assert.deepEqual(told(facts({ data: sound, contents: null }), 'settings'), []);
  const contents = (ownCode: DatabaseContents['ownCode']) => ({
    bytes: 0,
    seconds: 0,
    together: null,
    databases: three.databases.map(
      ({ name, file }): DatabaseContents => ({
        name,
        shown: file,
        way: null,
        journal: null,
        damage: [],
        keyBreaks: [],
        missingTables: [],
        ownCode: name === 'main' ? ownCode : [],
      }),
    ),
  });
  assert.deepEqual(told(facts({ data: sound, contents: contents([]) }), 'settings'), []);
  const spy = contents([{ type: 'trigger', name: 'spy', altered: false }]);
  assert.deepEqual(told(facts({ data: sound, contents: spy }), 'settings'), [
    'warning data/layout.json trusted_schema (main: not set)',
  ]);
  const asked = (trusted_schema: string) => ({
    ...three,
    databases: three.databases.map((one) => ({ ...one, pragmas: { ...one.pragmas, trusted_schema } })),
  });
  assert.deepEqual(told(facts({ data: { ...sound, layout: asked('off') }, contents: spy }), 'settings'), []);
  assert.deepEqual(told(facts({ data: { ...sound, layout: asked('on') } }), 'settings'), [
    'warning data/layout.json trusted_schema (main: on, cache: on, chinook: on)',
  ]);
});

test("the document's flaw: told, and a warning where the user backup can add files to the folder", () => {
  assert.match(
    told(facts(), 'backup-user').join(),
    /^info policy document backups belong to backup, databases to www-data$/,
  );
  const shared = facts({ files: { ...facts().files, files: [file('', { mode: 0o770, gid: 50 })] } });
  assert.match(
    told(shared, 'backup-user').join(),
    /^warning .*backup may add files to data \(group shared\)/,
  );
  assert.deepEqual(told({ ...facts(), policy: OWN_POLICY }, 'backup-user'), []);
});

test('backups: none, too old, and how old they may be is for the policy to say', () => {
  const at = Date.parse('2026-11-26T12:00:00Z');
  const set = {
    label: '20261126T120000Z',
    path: '/b',
    createdAt: at,
    bytes: 1,
    manifest: { source: '/data' } as BackupSet['manifest'],
  };
  const sets = (good: BackupSet[]): BackupsFact => ({
    path: '/b',
    shown: 'b',
    files: null,
    list: { good, damaged: [], unfinished: [], foreign: [], newest: good[0] ?? null },
    newest: good.find(({ manifest }) => manifest.source === '/data') ?? null,
    compared: null,
    lastFailure: null,
    ofOthers: [],
    sameFileSystem: false,
    busy: false,
  });
  const given = facts({ backups: sets([set]) });
  assert.match(
    told(given, 'backup-age').join(),
    /^warning b\/backup_20261126T120000Z the newest whole backup is 2 days old; the policy allows 26 h$/,
  );
  assert.deepEqual(
    told({ ...given, policy: { ...DOCUMENT_POLICY, newestBackupSeconds: 3 * 86_400 } }, 'backup-age'),
    [],
  );
  const tomorrow = facts({ backups: sets([{ ...set, createdAt: given.now.getTime() + 86_400_000 }]) });
  assert.match(told(tomorrow, 'backup-age').join(), /^warning .* was made 24 h from now, by its clock$/);
  const soon = facts({ backups: sets([{ ...set, createdAt: given.now.getTime() + 60_000 }]) });
  assert.deepEqual(told(soon, 'backup-age'), [], 'clocks of two machines differ');
  const [none] = found(facts({ backups: sets([]) }), 'backup-age');
  assert.deepEqual([none?.severity, none?.command], ['critical', 'chinook-eval backup --data data --to b']);
  const other = { ...set, manifest: { source: '/other' } as BackupSet['manifest'] };
  assert.deepEqual(told(facts({ backups: sets([other]) }), 'backup-age'), [
    'critical b none of the sets is of this data',
  ]);
  const closed = { name: 'backup_x', label: '20261127T120000Z', why: 'no permission', exitCode: 5 } as const;
  const listed = (damaged: SetList['damaged'], good: BackupSet[]) => {
    const all = sets(good);
    return facts({ backups: { ...all, list: { ...all.list, damaged } } });
  };
  assert.deepEqual(told(listed([closed], []), 'backup-age'), [
    'critical b no whole backup that could be read',
  ]);
  assert.deepEqual(
    [closed, { ...closed, exitCode: 2 } as const, { ...closed, exitCode: 4 } as const].flatMap((one) =>
      told(listed([one], [set]), 'backup-sets'),
    ),
    [
      'warning b/backup_x a set that could not be looked into',
      'warning b/backup_x a set that this chinook-eval does not know how to read',
      'critical b/backup_x a damaged set',
    ],
  );
});

test('isolation: each setting that a unit lacks, and what the databases are open to without it', () => {
  const unit = parseUnit('[Service]\nUser=root\nPrivateNetwork=no', 'app.service');
  const lines = told(facts({ unit }), 'isolation');
  assert.ok(lines.includes('warning app.service User is root'));
  assert.ok(lines.includes('warning app.service PrivateNetwork is no, not yes'));
  assert.ok(lines.includes('warning app.service CapabilityBoundingSet is not set, not empty'));
});

test('where a system has no users, what is about them is not judged', () => {
  const given = { ...withFiles([file('database.sqlite', { mode: 0o666 })]), uid: null };
  assert.deepEqual(found(given), []);
});

test('the documentation lists the checks as they are', () => {
  const text = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| ([a-z].*) \|$/gm)].map(([, name, about]) => [
    name,
    about,
  ]);
  assert.deepEqual(
    rows,
    CHECKS.map(({ name, about }) => [name, about]),
  );
});
