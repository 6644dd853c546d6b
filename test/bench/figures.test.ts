import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { bytecodeDigest, type Instruction } from '../../src/bench/figures/bytecode.ts';
import { explainStatement } from '../../src/bench/figures/explain.ts';
import { readFigures } from '../../src/bench/figures/read.ts';
import { recallAt10 } from '../../src/bench/figures/recall.ts';
import { recordStatements } from '../../src/bench/figures/record.ts';
import { countRows } from '../../src/bench/figures/rows.ts';
import { countWrites, stopCheckpoints } from '../../src/bench/figures/writes.ts';
import { builtInScenarios } from '../../src/bench/load.ts';
import { describeLayout } from '../../src/database/describe.ts';
import { type OpenLayout, openLayout } from '../../src/database/open.ts';
import { compareFigures } from '../../src/gate/figures.ts';
import { compareLayouts } from '../../src/gate/layout-figures.ts';
import { single, three } from '../../src/layouts/index.ts';
import { Failure } from '../../src/model/failure.ts';
import { Figures } from '../../src/model/figures.ts';
import type { Layout } from '../../src/model/layout.ts';
import { Child } from '../../src/process/child.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);
const LAYOUTS = [single, three];
const scenarios = builtInScenarios();
const linux = process.platform === 'linux';

/** Two builds of the same data, independent of each other. */
const builds = ['a', 'b'].map((name) => {
  const place = join(folder.path, name);
  mkdirSync(place);
  for (const layout of LAYOUTS) buildAndOpen(layout, place, store).close();
  return place;
}) as [string, string];

const children = builds.map(
  () => new Child('test/support/figures-process', { signal: new AbortController().signal }),
) as [Child, Child];
after(() => Promise.all(children.map((child) => child.end())));

let copies = 0;
function copy(build: string, layout: Layout): string {
  const to = join(folder.path, `copy-${copies++}`);
  cpSync(join(build, `${layout.name}-1`), to, { recursive: true });
  return to;
}

function change(place: string, file: string, sql: string): void {
  const db = new Database(join(place, file));
  db.exec(sql);
  db.close();
}

function scenarioNamed(name: string) {
  return scenarios.find((one) => one.name === name) ?? assert.fail(name);
}

test('every figure is the same in two processes, on two builds', async () => {
  for (const layout of LAYOUTS)
    for (const { name, module, scenario } of scenarios) {
      const [a, b] = await Promise.all(
        children.map((child, side) => {
          const build = builds[side] as string;
          const place = scenario.writes ? copy(build, layout) : join(build, `${layout.name}-1`);
          return child.request<Figures>('figures', { layout, folder: place, scenario: { name, module } }, 60);
        }),
      );
      assert.deepEqual(a, b, `${name} on ${layout.name}`);
      const figures = Figures.parse(a);
      assert.ok(figures.statements.length > 0 && figures.rows > 0, name);
      assert.equal(figures.writes !== null, scenario.writes === true, name);
      assert.equal(figures.recallAt10, scenario.kind === 'vector' ? 1 : null, name);
      // All of it lands in WAL files, or in a cache in memory that writes nothing.
      const { writes } = figures;
      if (writes && linux)
        assert.ok(
          (writes.writeBytes ?? 0) >= writes.walBytes && writes.writeCalls === 2 * writes.walFrames,
          name,
        );
    }
});

test('where tables lie in the file and how often the schema changed is no figure', async () => {
  const [before, after] = [copy(builds[0], single), copy(builds[1], single)];
  change(
    after,
    'database.sqlite',
    'CREATE TABLE passing (a); VACUUM; DROP TABLE passing; PRAGMA wal_checkpoint(TRUNCATE)',
  );
  const root = (place: string) => {
    const db = new Database(join(place, 'database.sqlite'), { readonly: true });
    const pages = db.prepare('SELECT name, rootpage FROM sqlite_schema ORDER BY name').raw().all();
    const cookie = db.pragma('schema_version', { simple: true });
    db.close();
    return { pages, cookie };
  };
  assert.notDeepEqual(root(before).pages, root(after).pages);
  assert.notEqual(root(before).cookie, root(after).cookie);
  for (const scenario of scenarios) {
    const [a, b] = [
      await readFigures({ layout: single, folder: before, scenario }),
      await readFigures({ layout: single, folder: after, scenario }),
    ];
    assert.deepEqual(a.statements, b.statements, scenario.name);
  }
});

test('an index that is gone changes plan and bytecode', async () => {
  const place = copy(builds[0], single);
  const scenario = scenarioNamed('track-by-slug');
  const before = await readFigures({ layout: single, folder: place, scenario });
  change(place, 'database.sqlite', 'DROP INDEX chinook_tracks_slug_unique');
  const after = await readFigures({ layout: single, folder: place, scenario });
  assert.notEqual(before.statements[0]?.bytecodeSha256, after.statements[0]?.bytecodeSha256);
  assert.deepEqual(compareFigures(before, after).changes, [
    {
      figure: 'query plan',
      unit: 'text',
      base: 'SEARCH chinook_tracks USING INDEX chinook_tracks_slug_unique (slug=?)',
      head: 'SCAN chinook_tracks',
      effect: 'changed',
    },
  ]);
});

test('statements come in the order of the scenario, those of the plan that the layout runs and no others', async () => {
  const read = async (name: string, layout: Layout) => {
    const scenario = scenarioNamed(name);
    const { statements } = await readFigures({ layout, folder: copy(builds[0], layout), scenario });
    return statements;
  };
  const verbs = (await read('write-job', single)).map(({ sql }) => sql.split(' ', 1)[0]);
  assert.deepEqual(verbs, ['INSERT', 'UPDATE', 'DELETE']);
  assert.equal((await read('user-activity', single)).length, 1);
  const apart = await read('user-activity', three);
  assert.deepEqual(apart[1]?.plan, [
    'SEARCH chinook_tracks USING INTEGER PRIMARY KEY (rowid=?)',
    'LIST SUBQUERY 1',
    '  SCAN json_each VIRTUAL TABLE INDEX 1:',
  ]);
});

test('what is masked of bytecode, and what is not', () => {
  const names = (database: number, page: number) =>
    `${database}:${page === 7 || page === 8 ? 'users' : page}`;
  const digest = (instruction: Partial<Instruction>) =>
    bytecodeDigest(
      [{ opcode: 'Noop', p1: 1, p2: 2, p3: 3, p4: null, p5: 0, ...instruction } as Instruction],
      names,
    );
  type Case = [Partial<Instruction>, Partial<Instruction>];
  const same: Case[] = [
    [
      { opcode: 'OpenRead', p2: 7 },
      { opcode: 'OpenRead', p2: 8 },
    ],
    [
      { opcode: 'Clear', p1: 7 },
      { opcode: 'Clear', p1: 8 },
    ],
    [
      { opcode: 'Destroy', p1: 7 },
      { opcode: 'Destroy', p1: 8 },
    ],
    [
      { opcode: 'Transaction', p3: 20, p4: '0' },
      { opcode: 'Transaction', p3: 21, p4: '4' },
    ],
    [
      { opcode: 'SetCookie', p2: 1, p3: 20 },
      { opcode: 'SetCookie', p2: 1, p3: 21 },
    ],
    [
      { opcode: 'IntegrityCk', p4: '[0,5]' },
      { opcode: 'IntegrityCk', p4: '[0,6]' },
    ],
    [
      { opcode: 'VOpen', p4: 'vtab:55D0B88B978' },
      { opcode: 'VOpen', p4: 'vtab:0x7ffc12' },
    ],
  ];
  for (const [a, b] of same) assert.equal(digest(a), digest(b), JSON.stringify([a, b]));
  const different: Case[] = [
    [
      { opcode: 'OpenRead', p2: 7 },
      { opcode: 'OpenRead', p2: 9 },
    ],
    [
      { opcode: 'OpenRead', p2: 7, p3: 0 },
      { opcode: 'OpenRead', p2: 7, p3: 1 },
    ],
    [
      { opcode: 'OpenWrite', p2: 7, p5: 16 },
      { opcode: 'OpenWrite', p2: 8, p5: 16 },
    ],
    [
      { opcode: 'Transaction', p2: 0 },
      { opcode: 'Transaction', p2: 1 },
    ],
    [
      { opcode: 'SetCookie', p2: 2, p3: 20 },
      { opcode: 'SetCookie', p2: 2, p3: 21 },
    ],
    [
      { opcode: 'VFilter', p4: '0{___}' },
      { opcode: 'VFilter', p4: '3{___}' },
    ],
    [
      { opcode: 'String8', p4: 'vtab:55D0' },
      { opcode: 'String8', p4: 'vtab:55D1' },
    ],
    [{ opcode: 'Integer' }, { opcode: 'Real' }],
  ];
  for (const [a, b] of different) assert.notEqual(digest(a), digest(b), JSON.stringify([a, b]));
});

test('a statement is explained with the values it was called with, or with as many NULLs as it takes', () => {
  const connection = new Database(':memory:');
  connection.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); CREATE INDEX t_a ON t (a);
    INSERT INTO t (a, b) SELECT value, value FROM json_each('[${Array.from({ length: 2000 }, (_, i) => i)}]'); ANALYZE`);
  const sql = 'SELECT sum(b) FROM t WHERE a > ?';
  const plan = (bindings: readonly unknown[] | undefined) =>
    explainStatement({ connection, sql, bindings }).plan;
  assert.deepEqual(plan([5]), ['SCAN t']);
  assert.deepEqual(plan([1990]), ['SEARCH t USING INDEX t_a (a>?)']);
  const uncalled = (sql: string) => explainStatement({ connection, sql, bindings: undefined }).plan.length;
  assert.equal(uncalled('SELECT a FROM t WHERE id = $id AND b IN (?, ?, @one, :two, ?9)'), 1);
  assert.throws(() => uncalled('SELECT missing FROM t'), /no such column/);
  connection.close();
});

test('recording keeps the first values of each statement, and statements work as before', () => {
  const place = copy(builds[0], single);
  const open = openLayout(single, place);
  const { recorded, statements } = recordStatements(open);
  const sql = 'SELECT id FROM chinook_tracks WHERE id = ?';
  const byId = recorded.prepare(['chinook_tracks'], sql);
  assert.deepEqual([byId.get(3), byId.all(4)], [{ id: 3 }, [{ id: 4 }]]);
  recorded.prepare(['chinook_tracks'], sql);
  recorded.prepare(['users'], 'SELECT 1');
  assert.deepEqual(
    statements.map((one) => [one.sql, one.bindings]),
    [
      [sql, [3]],
      ['SELECT 1', undefined],
    ],
  );
  open.close();
});

test('rows are counted as SQL would return them', () => {
  const cases: [unknown, number][] = [
    [undefined, 0],
    [null, 0],
    [{ id: 1 }, 1],
    [7, 1],
    ['miss', 1],
    [[], 0],
    [[{ id: 1 }, { id: 2 }], 2],
    [[[{ id: 1 }], [{ id: 2 }, { id: 3 }], undefined], 3],
    [{ title: 'x', tracks: [{ id: 1 }, { id: 2 }, { id: 3 }] }, 3],
    [{ title: 'x', tracks: [] }, 1],
    [{ artist: { id: 1 }, albums: [{ id: 1 }, { id: 2 }] }, 3],
    [{ embedding: Buffer.alloc(9) }, 1],
  ];
  for (const [result, rows] of cases) assert.equal(countRows(result), rows, JSON.stringify(result));
});

function oneTable(name: string): { open: OpenLayout; folder: string } {
  const place = join(folder.path, name);
  mkdirSync(place);
  const connection = new Database(join(place, 'one.sqlite'));
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = NORMAL');
  connection.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a)');
  const placement = { name: 'main', file: 'one.sqlite' };
  const open = { databases: [{ placement, connection, schema: 'main' }], close: () => connection.close() };
  return { open: open as unknown as OpenLayout, folder: place };
}

test('a hundred inserts of one row are a hundred frames of one page each', () => {
  const { open, folder } = oneTable('inserts');
  stopCheckpoints(open);
  const insert = open.databases[0]?.connection.prepare('INSERT INTO t (a) VALUES (1)') ?? assert.fail();
  insert.run();
  assert.deepEqual(
    countWrites(folder, open, () => insert.run()),
    {
      calls: 100,
      walBytes: 412_000,
      walFrames: 100,
      writeCalls: linux ? 200 : null,
      writeBytes: linux ? 412_000 : null,
    },
  );
  open.close();
});

test('what V8 says to the event loop meanwhile is not counted', { skip: !linux }, async () => {
  const { open, folder } = oneTable('meanwhile');
  const insert = open.databases[0]?.connection.prepare('INSERT INTO t (a) VALUES (1)') ?? assert.fail();
  insert.run();
  const post = () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    Atomics.waitAsync(cell, 0, 0);
    Atomics.notify(cell, 0);
  };
  // The first task after the loop has run wakes it, with a write; more than once, as garbage may have woken it before.
  for (let turn = 0; turn < 5; turn++) {
    await sleep(5);
    const { writeCalls, writeBytes } = countWrites(folder, open, () => {
      post();
      insert.run();
    });
    assert.deepEqual([writeCalls, writeBytes], [200, 412_000]);
  }
  open.close();
});

test('more frames than an automatic checkpoint leaves are counted; a checkpoint of the scenario is refused', () => {
  const { open, folder } = oneTable('checkpoints');
  stopCheckpoints(open);
  const connection = open.databases[0]?.connection ?? assert.fail();
  const insert = connection.prepare('INSERT INTO t (a) VALUES (zeroblob(60000))');
  assert.ok(countWrites(folder, open, () => insert.run()).walFrames > 1400);
  assert.throws(
    () =>
      countWrites(folder, open, () => {
        insert.run();
        connection.pragma('wal_checkpoint(TRUNCATE)');
      }),
    Failure,
  );
  open.close();
});

test('recall: the tenth distance decides, ties count, and what is not there does not', () => {
  const distances = new Map(Array.from({ length: 30 }, (_, i) => [i, (i + 1) / 10]));
  const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  assert.equal(recallAt10(ids(0, 10), distances), 1);
  assert.equal(recallAt10(ids(5, 15), distances), 0.5);
  assert.equal(recallAt10([0, 0, 0, 99], distances), 0.1);
  const tied = new Map(distances).set(10, 1 + 1e-7).set(11, 1 + 1e-5);
  assert.equal(recallAt10([...ids(0, 9), 10], tied), 1);
  assert.equal(recallAt10([...ids(0, 9), 11], tied), 0.9);
  assert.equal(recallAt10([1], new Map([[1, 0.5]])), 1);
  assert.equal(recallAt10([], new Map([[1, 0.5]])), 0);
  assert.equal(recallAt10([1], new Map()), null);
});

test('a search that finds half of the nearest has half the recall', async () => {
  for (const name of ['vector-nearest', 'vector-nearest-in-genre']) {
    const file = join(folder.path, `half-${name}.mjs`);
    writeFileSync(
      file,
      `import whole from '${scenarioNamed(name).module}';
       const joined = (session) => {
         const search = whole.joined(session);
         return (parameter) => search(parameter).slice(0, 5);
       };
       export default { ...whole, joined };`,
    );
    const figures = await readFigures({
      layout: single,
      folder: join(builds[0], 'single-1'),
      scenario: { name, module: pathToFileURL(file).href },
    });
    assert.equal(figures.recallAt10, 0.5, name);
    assert.equal(figures.rows, 80);
  }
});

test('a layout built twice has the same pages and PRAGMAs; a dropped index shows', () => {
  for (const layout of LAYOUTS) {
    const describe = (place: string) => {
      const open = openLayout(layout, place);
      const described = describeLayout(layout, open, place);
      open.close();
      return described;
    };
    const [a, b] = builds.map((build) => describe(join(build, `${layout.name}-1`)));
    if (a === undefined || b === undefined) assert.fail();
    const { changes, equal } = compareLayouts(a, b);
    assert.deepEqual(changes, []);
    assert.ok(equal > 60, String(equal));
    const place = copy(builds[1], layout);
    change(place, 'database.sqlite', 'DROP INDEX users_email_unique');
    const [index] = compareLayouts(a, describe(place)).changes;
    assert.deepEqual(
      [index?.figure, index?.head, index?.effect],
      ['pages of users_email_unique', null, 'changed'],
    );
  }
});
