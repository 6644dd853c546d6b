import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { three } from '../../../src/layouts/index.ts';
import { asNobody, dataMaker, giveTo, NOBODY, posix } from '../audit/data.ts';
import { writeSet } from '../backup/sample-sets.ts';
import { runProgram } from '../program.ts';

const makeData = await dataMaker(three);

test(
  'backups that belong to another user are told as closed, and the data are checked all the same',
  posix,
  async () => {
    const cwd = makeData();
    const data = join(cwd, 'data');
    const backups = join(cwd, 'backups');
    mkdirSync(backups);
    chmodSync(backups, 0o755);
    const set = writeSet(backups, '20261126T120000Z', { source: data });
    if (process.getuid?.() === 0) giveTo(data, NOBODY, NOBODY);
    const look = async () => {
      const words = ['monitor', '--once', '--json', '--data', 'data', '--backups', 'backups'];
      const { code, out, err } = await runProgram(words, { cwd, before: asNobody });
      assert.equal(err, '');
      return { code, ...(JSON.parse(out) as Found) };
    };
    chmodSync(set, 0);
    try {
      const closed = await look();
      assert.equal(closed.code, 3);
      assert.match(
        closed.notChecked.join(),
        /^not all could be checked: \S+backup_20261126T120000Z: no permission to read it/,
      );
      const stateOf = (wanted: string) => closed.alerts.find(({ name }) => name === wanted)?.state;
      assert.deepEqual(
        ['backup-never', 'backup-old', 'backup-unverified', 'orphans', 'permissions'].map(stateOf),
        ['unknown', 'unknown', 'unknown', 'inactive', 'inactive'],
      );
    } finally {
      chmodSync(set, 0o755);
    }
  },
);

interface Found {
  readonly notChecked: readonly string[];
  readonly alerts: readonly { readonly name: string; readonly state: string }[];
}
