import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { three } from '../../src/layouts/index.ts';
import { TABLE_NAMES } from '../../src/model/tables.ts';
import {
  below,
  contents,
  DataFolders,
  digest,
  layoutName,
  names,
  run,
} from '../operations/migrate/support.ts';

const folders = await DataFolders.of();

test('without --execute: the plan, and not a byte in the folder changes', async () => {
  const cwd = folders.copy();
  const before = contents(join(cwd, 'data'));
  const { code, out } = await run(cwd, 'migrate --from data --to three');
  assert.equal(code, 0);
  for (const part of [
    new RegExp(`data: single -> three, ${TABLE_NAMES.length} tables, 34,37\\d rows.*nothing was changed`),
    /main -> chinook +17/,
    /users\.customer_id -> chinook_customers/,
    /queries that SQL no longer joins[\s\S]*users-spending/,
    /cache will live in memory: its rows go to cache\.snapshot/,
    /do it: chinook-eval migrate --data data --to three --execute/,
  ])
    assert.match(out, part);
  const json = JSON.parse((await run(cwd, 'migrate --data data --to three --json')).out) as {
    analysis: { cut: unknown[]; moves: { rows: number }[] };
    neededBytes: number;
    refused: string | null;
  };
  assert.equal(json.refused, null);
  assert.equal(json.analysis.cut.length, 6);
  assert.equal(json.analysis.moves.length, TABLE_NAMES.length);
  assert.deepEqual(contents(join(cwd, 'data')), before);
});

test('a plan leaves the log of a program that was killed as it is', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const db = new Database(join(data, 'database.sqlite'));
  db.exec("UPDATE users SET name = 'in the log' WHERE id = 1");
  // What is there while it is open is what is there after a kill.
  const killed = join(cwd, 'killed');
  mkdirSync(killed);
  for (const name of ['database.sqlite', 'database.sqlite-wal', 'database.sqlite-shm', 'layout.json'])
    writeFileSync(join(killed, name), readFileSync(join(data, name)));
  db.close();
  const before = contents(killed);
  assert.equal((await run(cwd, 'migrate --data killed --to three')).code, 0);
  const after = contents(killed);
  for (const name of ['database.sqlite', 'database.sqlite-wal', 'layout.json'])
    assert.equal(after.get(name), before.get(name), name);
  assert.deepEqual([...after.keys()], [...before.keys()]);
  // And it is part of what migrates.
  assert.equal((await run(cwd, 'migrate --data killed --to three --execute')).code, 0);
  const moved = new Database(join(below(killed, 'three-'), 'database.sqlite'), { readonly: true });
  assert.equal(moved.prepare('SELECT name FROM users WHERE id = 1').pluck().get(), 'in the log');
  moved.close();
});

test('from each layout to the next and back, a layout of the user included: the same rows, one folder in use', async () => {
  const cwd = folders.copy();
  const data = join(cwd, 'data');
  const own = {
    name: 'own',
    description: 'jobs and vectors apart, in rollback journals',
    connection: 'separate',
    databases: [
      { name: 'main', file: 'all.db', groups: ['cache', 'catalog'] },
      {
        name: 'work',
        file: 'work.db',
        groups: ['app'],
        pragmas: { journal_mode: 'delete', foreign_keys: 1 },
      },
    ],
  };
  writeFileSync(join(cwd, 'own.mjs'), `export default ${JSON.stringify(own)}`);
  const rows = digest(data);
  for (const to of ['two', 'three', './own.mjs', 'three-attached', 'single']) {
    const { code, err } = await run(cwd, `migrate --data data --to ${to} --execute`);
    assert.equal(code, 0, err);
    assert.equal(layoutName(data), to.replace(/^\.\/(.*)\.mjs$/, '$1'));
    assert.equal(digest(data), rows);
  }
});

test('what was done as text and as JSON, with the configuration of three frameworks', async () => {
  const cwd = folders.copy();
  const { code, out } = await run(cwd, 'migrate --data data --to three --execute --json');
  assert.equal(code, 0);
  const done = JSON.parse(out) as {
    state: string;
    steps: Record<string, { state: string; says: string }>;
    configuration: Record<'laravel' | 'rails' | 'json', string>;
  };
  assert.equal(done.state, 'migrated');
  assert.ok(Object.values(done.steps).every(({ state }) => state === 'done'));
  assert.match(done.steps.test?.says ?? '', /\d+ scenarios answer the same/);
  const { laravel, rails, json } = done.configuration;
  assert.match(
    laravel,
    /'chinook' => \[\n {8}'driver' => 'sqlite',\n {8}'database' => '[^']*\/three-[^']*\/chinook\.sqlite',/,
  );
  assert.match(laravel, /'foreign_key_constraints' => true/);
  assert.match(laravel, /'pragmas' => \[\n {12}'cache_size' => -32768/);
  assert.match(
    rails,
    / {2}chinook:\n {4}adapter: sqlite3\n {4}database: ".*chinook\.sqlite"\n {4}timeout: 5000\n {4}pragmas:/,
  );
  const parsed = JSON.parse(json) as { databases: { name: string; database: string; filledFrom?: string }[] };
  assert.deepEqual(
    parsed.databases.map(({ name }) => name),
    three.databases.map(({ name }) => name),
  );
  assert.match(parsed.databases[1]?.filledFrom ?? '', /cache\.snapshot$/);
  assert.deepEqual(names(join(cwd, 'data')), [
    'before-T',
    'before-T/database.sqlite',
    'database.sqlite',
    'layout.json',
    'migration.json',
    'three-T',
    'three-T/cache.snapshot',
    'three-T/chinook.sqlite',
    'three-T/connections.json',
    'three-T/database.sqlite',
  ]);
});

test('bad input: one line, exit 2, nothing changed', async () => {
  const cwd = folders.copy();
  const before = contents(join(cwd, 'data'));
  const cases: [string, RegExp][] = [
    ['migrate --data data', /--to/],
    ['migrate --data data --to four', /no layout four/],
    ['migrate --data data --to single', /of layout single already/],
    ['migrate --data data --from other --to three', /--data and --from/],
    ['migrate --data data --to three --resume', /--execute/],
    ['migrate --data data --to three --resume --execute', /no unfinished migration/],
    ['migrate --data data --to three --without nothing', /no such table/],
    ['migrate --data data --to three --without nothing --without more', /--without nothing: there is no/],
    ['migrate --data data --to three --config-format toml', /Allowed choices/],
    ['migrate --data data/layout.json --to three', /is a file/],
    ['migrate --data nowhere --to three', /holds no layout\.json/],
    ['rollback --data nowhere', /holds no layout\.json/],
  ];
  for (const [words, message] of cases) {
    const { code, err } = await run(cwd, words);
    assert.equal(code, 2, `${words}: ${err}`);
    assert.match(err, message);
  }
  assert.deepEqual(contents(join(cwd, 'data')), before);
});

test('the plan proposes what would go on: with every option given, and nothing that would be refused', async () => {
  const cwd = folders.copy((db) =>
    db.exec('CREATE TABLE mine (x); CREATE TABLE my (x); INSERT INTO my VALUES (1)'),
  );
  const refused = await run(cwd, 'migrate --data data --to three --without mine');
  assert.equal(refused.code, 2);
  assert.match(refused.out, /table my +1 +stops/);
  assert.match(refused.out, /^data: .* As it is, this would be refused; nothing was changed\.\n/);
  assert.doesNotMatch(refused.out, /do it:|This is the plan|\nsteps\n|It takes about/);
  const json = await run(cwd, 'migrate --data data --to three --without mine --json');
  assert.equal(json.code, 2);
  const { refused: why } = JSON.parse(json.out) as { refused: string };
  assert.deepEqual([json.err, refused.err], [`chinook-eval: ${why}\n`, json.err]);
  assert.match(refused.err, /Say --carry my to take it along, or --without mine,my to leave it behind/);
  const plan = await run(
    cwd,
    'migrate --data data --to three --without mine --without my --config-format rails --keep-orphans --no-validate',
  );
  assert.equal(plan.code, 0, plan.err);
  const [, command = ''] = /do it: chinook-eval (.*)/.exec(plan.out) ?? [];
  assert.equal(
    command,
    'migrate --data data --to three --without mine,my --keep-orphans --no-validate --config-format rails --execute',
  );
  const done = await run(cwd, command);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /primary:\n/);
  assert.match(done.out, /can be removed as long as layout\.json names three-/);
});

test('with an unfinished migration there is no plan: the line of --execute, exit 3', async () => {
  const cwd = folders.copy();
  const words = 'migrate --data data --to three';
  assert.equal((await run(cwd, `${words} --execute --no-validate`, 'fail:application:write')).code, 5);
  const before = contents(join(cwd, 'data'));
  const plan = await run(cwd, words);
  const executed = await run(cwd, `${words} --execute`);
  assert.deepEqual([plan.code, plan.out, plan.err], [3, '', executed.err]);
  assert.match(plan.err, /interrupted at the step application\. Go on with --resume/);
  assert.deepEqual(contents(join(cwd, 'data')), before);
});

test('the rows that validation counts are those of the analysis; one is not many', async () => {
  const cwd = folders.copy();
  assert.equal((await run(cwd, 'migrate --data data --to three --execute')).code, 0);
  const { out } = await run(cwd, 'migrate --data data --to single --execute --json');
  const { steps } = JSON.parse(out) as { steps: Record<string, { says: string }> };
  const number = (text: string | undefined) => Number((text ?? '').replaceAll(',', ''));
  const [, all] = /, ([\d,]+) rows, /.exec(steps.analyse?.says ?? '') ?? [];
  const [, same, agree] =
    /([\d,]+) rows the same as in the source, ([\d,]+) rows of full text agree/.exec(
      steps.validate?.says ?? '',
    ) ?? [];
  assert.ok(number(agree) > 0);
  assert.equal(number(same) + number(agree), number(all));
  assert.equal(steps.schema?.says, '1 database');
});
