import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contents, DataFolders, digest, layoutName, run, start, untilFree } from './support.ts';

/** A tracer may be missing, or forbidden in a container. */
const traces = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
const folders = await DataFolders.of();
const MIGRATE = 'migrate --data data --to three --execute --no-validate';

/** Every process of the command is watched; that which comes to its k-th call of the kind is killed in it. */
const killedAt = (call: string, k: number) => [
  ...['strace', '-f', '-s', '0', '-o', '/dev/null', '-e', `trace=${call}`],
  ...['-e', `inject=${call}:signal=SIGKILL:when=${k}`],
];

// Few of many: each takes a second and more under strace. Which process it is differs from place to place, and so it should.
for (const [call, k] of [
  ['pwrite64', 3],
  ['pwrite64', 90],
  ['pwrite64', 400],
  ['fsync', 2],
  ['fsync', 9],
  ['rename', 1],
  ['rename', 12],
] as const)
  test(`SIGKILL in ${call} number ${k} of a migration: nothing lost, and --resume ends it`, {
    skip: !traces,
  }, async () => {
    const cwd = folders.copy();
    const data = join(cwd, 'data');
    const rows = digest(data);
    const { code } = await start(cwd, MIGRATE, '', killedAt(call, k)).ended;
    await untilFree(data);
    assert.equal(digest(data), rows);
    if (code !== 0) {
      const unfinished = existsSync(join(data, 'migration.json'));
      const { code: again, err } = await run(cwd, unfinished ? `${MIGRATE} --resume` : MIGRATE);
      assert.equal(again, 0, err);
    }
    assert.deepEqual([layoutName(data), digest(data)], ['three', rows]);
  });

for (const [call, k] of [
  ['fsync', 1],
  ['rename', 2],
] as const)
  test(`SIGKILL in ${call} number ${k} of a rollback: run again, the old files are the same to the byte`, {
    skip: !traces,
  }, async () => {
    const cwd = folders.copy();
    const data = join(cwd, 'data');
    const before = contents(data);
    assert.equal((await run(cwd, MIGRATE)).code, 0);
    await start(cwd, 'rollback --data data --execute', '', killedAt(call, k)).ended;
    await untilFree(data);
    assert.equal((await run(cwd, 'rollback --data data --execute')).code, 0);
    const now = contents(data);
    for (const [name, content] of before) assert.equal(now.get(name), content, name);
  });
