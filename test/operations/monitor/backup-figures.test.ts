import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LOG_SCHEMA, type LogEntry } from '../../../src/operations/backup/log.ts';
import { writeManifest } from '../../../src/operations/backup/manifest.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { backupFigures } from '../../../src/operations/monitor/checks/figures.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { manifestOf, writeSet } from '../backup/sample-sets.ts';

const isOwn = (path: string) => path === '/own';
const failed = (source?: string): LogEntry => ({
  schema: LOG_SCHEMA,
  at: '2026-11-26T12:00:00Z',
  event: 'failed',
  label: null,
  seconds: 1,
  exitCode: 4,
  ...(source === undefined ? {} : { source }),
});

test('only sets of this data count: those of others, whole or damaged, and their failures, say no more than that there is none', async () => {
  const { path } = new TemporaryFolder();
  writeSet(path, '20261126T120000Z');
  const torn = writeSet(path, '20261125T120000Z');
  rmSync(join(torn, 'chinook.sqlite'));
  const unreadable = writeSet(path, '20261124T120000Z');
  writeFileSync(join(unreadable, 'manifest.json'), '{');
  const figures = async (...log: LogEntry[]) => backupFigures(await listSets(path), log, isOwn, 'main');
  const none = {
    chinook_sqlite_backup_sets: 0,
    chinook_sqlite_backup_timestamp_seconds: undefined,
    chinook_sqlite_backup_verified: undefined,
  };
  assert.deepEqual(await figures(), none);
  assert.deepEqual(await figures(failed('/other'), failed()), none);
  assert.equal((await figures(failed('/own'))).chinook_sqlite_backup_verified, 0);

  // A damaged one of ours that is newer than our newest counts, one of others does not.
  writeSet(path, '20261123T120000Z', { source: '/own' });
  rmSync(unreadable, { recursive: true });
  assert.equal((await figures()).chinook_sqlite_backup_verified, 1);
  const own = writeSet(path, '20261127T120000Z', { source: '/own' });
  rmSync(join(own, 'chinook.sqlite'));
  assert.equal((await figures()).chinook_sqlite_backup_verified, 0);
});

test('sets that are closed to the monitor, or of another version, are neither damaged nor none', async () => {
  const { path } = new TemporaryFolder();
  const asOther = writeSet(path, '20261127T120000Z', { source: '/own' });
  writeFileSync(
    join(asOther, 'manifest.json'),
    writeManifest({
      ...manifestOf('20261127T120000Z'),
      schema: 'chinook-eval/backup@9' as 'chinook-eval/backup@1',
    }),
  );
  const list = await listSets(path);
  assert.equal(list.damaged[0]?.exitCode, 2);
  const closed = { ...list, damaged: list.damaged.map((one) => ({ ...one, exitCode: 5 as const })) };
  for (const one of [list, closed])
    assert.deepEqual(backupFigures(one, [], isOwn, 'main'), {
      chinook_sqlite_backup_sets: undefined,
      chinook_sqlite_backup_timestamp_seconds: undefined,
      chinook_sqlite_backup_verified: undefined,
    });
  // With an older one of ours there is a backup, of that age.
  writeSet(path, '20261126T120000Z', { source: '/own' });
  assert.deepEqual(backupFigures(await listSets(path), [], isOwn, 'main'), {
    chinook_sqlite_backup_sets: 1,
    chinook_sqlite_backup_timestamp_seconds: Date.parse('2026-11-26T12:00:00Z') / 1000,
    chinook_sqlite_backup_verified: 1,
  });
});
