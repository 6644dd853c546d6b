import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../../src/model/failure.ts';
import { CHECK_NAMES } from '../../../src/operations/audit/checks/index.ts';
import { DOCUMENT_POLICY, OWN_POLICY } from '../../../src/operations/audit/policy.ts';
import { checkPolicy } from '../../../src/operations/audit/policy-file.ts';

const check = (value: unknown) => checkPolicy(value, 'policy.json', CHECK_NAMES);

test('a policy file replaces what it names, and keeps the rest of what it extends', () => {
  const policy = check({
    extends: 'document',
    files: {
      database: { mode: 'u=rw,g=,o=', owner: 'app', group: null },
      folder: { mode: '2750' },
    },
    backups: { newestWithin: '2d' },
    checks: { 'backup-place': 'off', orphans: 'critical' },
  });
  assert.deepEqual(policy.rules.database, { mode: 0o600, owner: 'app', group: null });
  assert.deepEqual(policy.rules.folder, { mode: 0o2750, owner: 'www-data', group: 'www-data' });
  assert.deepEqual(policy.rules.backup, DOCUMENT_POLICY.rules.backup);
  assert.equal(policy.newestBackupSeconds, 172_800);
  assert.deepEqual(policy.severities, { 'backup-place': 'off', orphans: 'critical' });
  assert.deepEqual(check({}).rules, OWN_POLICY.rules);
  assert.equal(check({ backups: { newestWithin: '90m' } }).newestBackupSeconds, 5400);
});

test('each mistake is one line that names the file, the field and what to give', () => {
  const cases: [unknown, RegExp][] = [
    [[], /^policy\.json: give an object, not a list\.$/],
    [null, /give an object, not null/],
    [{ file: {} }, /^policy\.json: file: there is no such key; there are extends, files, backups, checks\.$/],
    [{ extends: 'strict' }, /extends: give one of own, document, not "strict"/],
    [{ files: { databases: {} } }, /files\.databases: there is no such key/],
    [{ files: { database: '640' } }, /files\.database: give an object, not "640"/],
    [
      { files: { database: { mode: 640 } } },
      /files\.database\.mode: give a mode as text, such as "640".*, not 640/,
    ],
    [{ files: { database: { mode: '888' } } }, /files\.database\.mode: give a mode/],
    [{ files: { database: { mode: '040' } } }, /files\.database\.mode: 040 leaves the owner without r/],
    [{ files: { folder: { mode: '640' } } }, /files\.folder\.mode: 640 leaves the owner without rwx/],
    [
      { files: { database: { owner: 'www data' } } },
      /files\.database\.owner: give a name, "@folder", or null/,
    ],
    [{ files: { database: { owner: 33 } } }, /files\.database\.owner: give a name/],
    [{ files: { database: { group: '@folder' } } }, /files\.database\.group: give a name, or null/],
    [
      { files: { database: { user: 'a' } } },
      /files\.database\.user: there is no such key; there are mode, owner, group/,
    ],
    [{ backups: { newestWithin: 26 } }, /backups\.newestWithin: give a time such as "26h" or "2d", not 26/],
    [{ backups: { newestWithin: '0h' } }, /backups\.newestWithin: give a time/],
    [{ checks: { modez: 'off' } }, /checks\.modez: there is no such key/],
    [{ checks: { modes: 'never' } }, /checks\.modes: give one of off, info, warning, critical/],
  ];
  for (const [value, message] of cases)
    assert.throws(
      () => check(value),
      (error) => error instanceof Failure && error.exitCode === 2 && message.test(error.message),
      JSON.stringify(value),
    );
});

test('no JSON breaks it: a policy, or one line and exit 2', () => {
  const keys = fc.constantFrom(
    'extends',
    'files',
    'backups',
    'checks',
    'database',
    'mode',
    'owner',
    '__proto__',
    'x\n',
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(fc.jsonValue(), fc.dictionary(keys, tie('value'), { maxKeys: 3 })),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      try {
        assert.equal(check(value).rules.database.mode >= 0, true);
      } catch (error) {
        assert.ok(error instanceof Failure && error.exitCode === 2, String(error));
        assert.doesNotMatch(error.message, /\n/);
      }
    }),
  );
});
