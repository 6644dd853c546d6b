import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountsOf } from '../../../src/operations/audit/accounts.ts';
import { parseAcls, readAcls } from '../../../src/operations/audit/acl.ts';
import { lookAtBackups } from '../../../src/operations/audit/files.ts';
import { ISOLATION } from '../../../src/operations/audit/isolation.ts';
import { parseUnit, unmetSettings } from '../../../src/operations/audit/unit.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { asRoot } from './data.ts';

test('users and groups: by name and number, membership, and what another service knows', () => {
  const accounts = accountsOf(
    'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\nann:x:1000:33::/home/ann:/bin/sh\n',
    'root:x:0:\nwww-data:x:33:backup,ben\n',
    (database, key) => (database === 'passwd' && key === 'ldap' ? 'ldap:x:7000:7000::/:/bin/sh\n' : ''),
  );
  assert.deepEqual(
    [accounts.uidOf('www-data'), accounts.userName(33), accounts.groupName(33)],
    [33, 'www-data', 'www-data'],
  );
  assert.deepEqual(
    [accounts.uidOf('ldap'), accounts.uidOf('nobody'), accounts.userName(9)],
    [7000, null, null],
  );
  assert.deepEqual(
    ['backup', 'ben', 'ann', 'root', 'carl'].map((user) => accounts.isIn(user, 'www-data')),
    [true, true, true, false, false],
  );
  assert.equal(accountsOf('broken', 'x:y').uidOf('broken'), null);
  let asked = 0;
  const stranger = accountsOf('', '', () => `${++asked}`);
  assert.deepEqual([stranger.userName(7), stranger.userName(7), asked], [null, null, 1]);
});

test('access control lists: entries beside the mode, of names with spaces and letters beyond ASCII', () => {
  const text = `# file: /d/a\\040b\\303\\251
# owner: root
user::rw-
user:33:r--\t\t#effective:r--
group::r--
mask::r--
other::---

# file: /d/plain
user::rw-
group::r--
other::---

# file: /d/folder
user::rwx
group::r-x
other::---
default:group:www-data:rwx
default:other::---

# file: /d/opens
default:user::rwx
default:group::---
default:other::r-x
`;
  assert.deepEqual(parseAcls(text), [
    { path: '/d/a bé', entries: ['user:33:r--'] },
    { path: '/d/folder', entries: ['default:group:www-data:rwx'] },
    { path: '/d/opens', entries: ['default:other::r-x'] },
  ]);
  assert.deepEqual(parseAcls(''), []);
});

const has = (program: string, ...words: string[]) => {
  try {
    execFileSync(program, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

test('a real access control list is found', {
  skip: !has('setfacl', '--version') && 'setfacl is not installed',
}, async (context) => {
  const { path } = new TemporaryFolder();
  writeFileSync(join(path, 'a b'), '');
  try {
    execFileSync('setfacl', ['-m', 'u:0:r', join(path, 'a b')]);
  } catch {
    context.skip('the file system has no access control lists');
    return;
  }
  const { signal } = new AbortController();
  writeFileSync(join(path, 'gone-wal'), '');
  const { files } = lookAtBackups(path, 'b', null, signal);
  rmSync(join(path, 'gone-wal'));
  const found = await readAcls(files, signal);
  assert.deepEqual(
    found?.map(({ shown }) => shown),
    ['b/a b'],
  );
});

test(
  'a folder that may not be listed is told, and the rest is looked at; one that is gone is nothing',
  asRoot,
  () => {
    const { path } = new TemporaryFolder();
    const { signal } = new AbortController();
    chmodSync(path, 0o755);
    mkdirSync(join(path, 'lost+found'), { mode: 0o700 });
    writeFileSync(join(path, 'z'), '');
    process.seteuid?.(54_321);
    try {
      const { files, closed } = lookAtBackups(path, 'b', null, signal);
      assert.deepEqual(
        [files.map(({ shown }) => shown), closed],
        [['b', 'b/lost+found', 'b/z'], ['b/lost+found']],
      );
    } finally {
      process.seteuid?.(0);
    }
  },
);

test('a unit: sections, comments, continued lines, lists that begin anew', () => {
  const { settings } = parseUnit(
    '[Unit]\nUser=no\n[Service]\n# User=root\n; x\nUser = www-data\nSystemCallFilter=@a \\\n @b\nIPAddressDeny=1.2.3.4\nIPAddressDeny=\nIPAddressDeny=any\nnonsense\n',
    'u',
  );
  assert.deepEqual(Object.fromEntries(settings), {
    User: ['www-data'],
    SystemCallFilter: ['@a   @b'],
    IPAddressDeny: ['any'],
  });
});

test('settings that are missing, weaker, or wider than wanted are unmet', () => {
  const unmet = (text: string) =>
    unmetSettings(parseUnit(`[Service]\n${text}`, 'u')).map(({ setting }) => setting.name);
  assert.deepEqual(
    unmet(''),
    ISOLATION.map(({ name }) => name),
  );
  assert.ok(!unmet('User=www-data').includes('User'));
  assert.ok(unmet('User=root').includes('User') && unmet('User=').includes('User'));
  assert.ok(!unmet('PrivateNetwork=true').includes('PrivateNetwork'));
  assert.ok(unmet('PrivateNetwork=no').includes('PrivateNetwork'));
  assert.ok(unmet('RestrictAddressFamilies=AF_UNIX AF_INET').includes('RestrictAddressFamilies'));
  assert.ok(unmet('CapabilityBoundingSet=CAP_CHOWN').includes('CapabilityBoundingSet'));
  assert.ok(!unmet('CapabilityBoundingSet=').includes('CapabilityBoundingSet'));
  assert.ok(!unmet('RestrictAddressFamilies=none').includes('RestrictAddressFamilies'));
  for (const all of ['/', '/var/lib/chinook -/', '+//', '""'])
    assert.ok(unmet(`ReadWritePaths=${all}`).includes('ReadWritePaths'), all);
  assert.ok(!unmet('ReadWritePaths=-/var/lib/chinook /run/x').includes('ReadWritePaths'));
  for (const mask of ['0027', '77', '0037', '0177'])
    assert.ok(!unmet(`UMask=${mask}`).includes('UMask'), mask);
  for (const mask of ['0022', '0007', '0020', '']) assert.ok(unmet(`UMask=${mask}`).includes('UMask'), mask);
  // The last of two counts, as where a drop-in follows the unit; of a list each does.
  assert.ok(!unmet('PrivateNetwork=no\nPrivateNetwork=yes').includes('PrivateNetwork'));
  assert.ok(unmet('PrivateNetwork=yes\nPrivateNetwork=no').includes('PrivateNetwork'));
  assert.ok(unmet('User=www-data\nUser=root').includes('User'));
  assert.ok(unmet('ReadWritePaths=/\nReadWritePaths=/run/x').includes('ReadWritePaths'));
  const dynamic = ['User', 'ProtectSystem', 'PrivateTmp', 'NoNewPrivileges'];
  assert.deepEqual(
    unmet('DynamicUser=yes').filter((name) => dynamic.includes(name)),
    [],
  );
  assert.deepEqual(
    unmet('DynamicUser=yes\nPrivateTmp=no').filter((name) => dynamic.includes(name)),
    ['PrivateTmp'],
  );
  assert.ok(unmet('DynamicUser=no').includes('User'));
  assert.ok(!unmet('StateDirectory=chinook').includes('ReadWritePaths'));
  assert.ok(!unmet('PrivateTmp=disconnected').includes('PrivateTmp'));
  for (const [lines, met] of [
    ['@system-service', true],
    ['@system-service\n~@privileged @debug', true],
    ['@system-service @debug', false],
    ['read write ptrace:EPERM', false],
    ['~@clock', false],
    ['~@clock\n~@debug', true],
    ['~ptrace', true],
    ['', false],
  ] as const) {
    const text = lines.split('\n').map((line) => `SystemCallFilter=${line}`);
    assert.equal(!unmet(text.join('\n')).includes('SystemCallFilter'), met, lines);
  }
  fc.assert(fc.property(fc.string(), (text) => unmet(text).length <= ISOLATION.length));
});
