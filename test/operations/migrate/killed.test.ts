import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  contents,
  DataFolders,
  digest,
  type Ended,
  layoutName,
  names,
  run,
  start,
  untilFree,
} from './support.ts';

const folders = await DataFolders.of();
const reference = await undisturbed();
const MIGRATE = 'migrate --data data --to three --execute --no-validate';

/** What a migration that nobody disturbs passes through, and where it ends. */
async function undisturbed() {
  const cwd = folders.copy();
  const [data, list] = [join(cwd, 'data'), join(cwd, 'steps')];
  const rows = digest(data);
  const { code, err } = await run(
    cwd,
    'migrate --data data --to three --execute --no-validate',
    `list:${list}`,
  );
  assert.equal(code, 0, err);
  assert.equal(digest(data), rows);
  const passed = readFileSync(list, 'utf8').trim().split('\n');
  const back = join(cwd, 'back');
  assert.equal((await run(cwd, 'rollback --data data --execute', `list:${back}`)).code, 0);
  return { rows, names: names(data), passed, back: readFileSync(back, 'utf8').trim().split('\n') };
}

/** The points to be killed at: each name once, and a name that comes often also at its last time. */
function points(passed: readonly string[], few: RegExp): string[] {
  const all = [...new Set(passed)].filter((name) => !few.test(name));
  const sampled = [...new Set(passed)].filter((name) => few.test(name)).filter((_, index) => index % 9 === 4);
  const last = passed.filter((name) => name === 'journal:rename').length;
  return [...all, ...sampled]
    .map((name) => `${name}#1`)
    .concat(`journal:rename#${last}`, `journal:write#${Math.ceil(last / 2)}`);
}

/** Killed as a machine without memory kills: the process at the step, and its parent. */
async function killed(cwd: string, words: string, point: string): Promise<Ended> {
  const { ended } = start(cwd, words, `killall:${point}`);
  const end = await ended;
  await untilFree(join(cwd, 'data'));
  return end;
}

test('SIGKILL at every step of a migration: the data are in use as before or after, and --resume ends as if nothing had been', async () => {
  const every = points(reference.passed, /^import:(?!commit|rename)/);
  assert.ok(every.length > 18, String(every));
  for (const point of every) {
    const cwd = folders.copy();
    const data = join(cwd, 'data');
    const end = await killed(cwd, MIGRATE, point);
    assert.equal(end.code, null, `${point}: ${end.err}`);
    assert.equal(digest(data), reference.rows, point);
    // Before its first write there is nothing to go on with.
    const resumed = readdirSync(data).includes('migration.json');
    if (resumed && layoutName(data) === 'single' && point.startsWith('step:')) {
      const refused = await run(cwd, MIGRATE);
      assert.equal(refused.code, 3, point);
      assert.match(refused.err, /was interrupted at the step .*--resume.*rollback --data data --execute/);
    }
    const again = await run(cwd, resumed ? `${MIGRATE} --resume` : MIGRATE);
    assert.equal(again.code, 0, `${point}: ${again.err}`);
    assert.match(
      again.err,
      /^(chinook-eval: the lock of migrate \(process \d+, which has ended\) was removed\n)*$/,
    );
    assert.deepEqual([layoutName(data), digest(data)], ['three', reference.rows], point);
    assert.deepEqual(
      names(data).filter((name) => !/^rows|migration-of/.test(name)),
      reference.names,
      point,
    );
  }
});

test('SIGKILL of a resumed migration: the next --resume ends it', async () => {
  const cwd = folders.copy();
  await killed(cwd, MIGRATE, 'import:rename#1');
  await killed(cwd, `${MIGRATE} --resume`, 'import:commit#1');
  await killed(cwd, `${MIGRATE} --resume`, 'switch:write#1');
  const { code, err } = await run(cwd, `${MIGRATE} --resume`);
  assert.equal(code, 0, err);
  assert.deepEqual([layoutName(join(cwd, 'data')), digest(join(cwd, 'data'))], ['three', reference.rows]);
});

test('SIGKILL in validation, of a child alone: one line, exit 3, and --resume ends it', async () => {
  const cwd = folders.copy();
  const words = 'migrate --data data --to three --execute';
  const { code, err } = await run(cwd, words, 'kill:check#3');
  assert.equal(code, 3);
  assert.match(
    err,
    /^chinook-eval: validate: a process of this command ended: .*SIGKILL.* Nothing was switched.*\n$/,
  );
  assert.equal((await run(cwd, `${words} --resume`)).code, 0);
  assert.equal(digest(join(cwd, 'data')), reference.rows);
});

test('SIGKILL at every step of a rollback: run again, it ends, and the files are those of before to the byte', async () => {
  const every = points(reference.back, /^$/);
  assert.ok(every.length > 7, String(every));
  const migrated = folders.copy();
  const before = contents(join(migrated, 'data'));
  assert.equal((await run(migrated, MIGRATE)).code, 0);
  for (const [index, point] of every.entries()) {
    const cwd = `${migrated}-${index}`;
    const data = join(cwd, 'data');
    cpSync(migrated, cwd, { recursive: true });
    const end = await killed(cwd, 'rollback --data data --execute', point);
    assert.equal(end.code, null, `${point}: ${end.err}`);
    const again = await run(cwd, 'rollback --data data --execute');
    assert.equal(again.code, 0, `${point}: ${again.err}`);
    const now = contents(data);
    for (const [name, content] of before) assert.equal(now.get(name), content, `${point}: ${name}`);
    assert.match((await run(cwd, 'rollback --data data --execute')).out, /rolled back already/);
    assert.ok(!names(data).some((name) => name.endsWith('.tmp')), point);
  }
});

test('SIGKILL while an unfinished migration is undone: undone by running it again', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const before = contents(data);
  await killed(cwd, MIGRATE, 'step:application#1');
  await killed(cwd, 'rollback --data data --execute', 'undo:journal#1');
  const { code, out } = await run(cwd, 'rollback --data data --execute');
  assert.equal(code, 0);
  assert.match(out, /unfinished migration to three is undone/);
  assert.deepEqual(contents(data), before);
});
