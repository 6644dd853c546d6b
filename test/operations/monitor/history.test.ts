import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { backupFigures, permissionFigure } from '../../../src/operations/monitor/checks/figures.ts';
import { History } from '../../../src/operations/monitor/history.ts';
import { LogFile } from '../../../src/operations/monitor/log-file.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();

test('the last looks are kept, the oldest go first, and what was not measured is a gap', () => {
  const history = new History(3);
  const add = (at: number, value?: number) =>
    history.add(
      { at: 1000 - at, steady: at },
      new Map([['main', new Map(value === undefined ? [] : [['m', value]])]]),
    );
  assert.deepEqual(
    [history.series('main', 'm'), history.latest('main', 'm'), history.length],
    [[], undefined, 0],
  );
  add(1);
  add(2, 20);
  assert.deepEqual(history.series('main', 'm'), [null, 20]);
  add(3);
  assert.equal(history.latest('main', 'm'), undefined, 'of the latest look, not of the latest that had it');
  add(4, 40);
  assert.deepEqual(history.series('main', 'm'), [20, null, 40]);
  assert.deepEqual(history.series('main', 'm', 2), [null, 40]);
  assert.deepEqual(
    history.moments(2),
    [
      { at: 997, steady: 3 },
      { at: 996, steady: 4 },
    ],
    'in the order of the steady clock, whatever the other says',
  );
  assert.equal(history.length, 3);
  assert.deepEqual(history.databases(), ['main']);
});

test('growth of a counter: any series, with gaps and restarts, against adding up by hand', () => {
  const counts = fc.array(fc.option(fc.nat(50), { nil: undefined }), { maxLength: 20 });
  fc.assert(
    fc.property(counts, fc.nat(20), (values, since) => {
      const history = new History(20);
      for (const [at, value] of values.entries())
        history.add(
          { at: 0, steady: at },
          new Map([['main', new Map(value === undefined ? [] : [['c', value]])]]),
        );
      const seen = values.filter((value, at): value is number => at >= since && value !== undefined);
      const steps = seen.slice(1).map((value, index) => {
        const before = seen[index] as number;
        return value < before ? value : value - before;
      });
      const expected = steps.length > 0 ? steps.reduce((sum, one) => sum + one, 0) : seen[0];
      // A counter that was never seen has no column at all.
      assert.equal(history.growth('main', 'c', since), expected);
    }),
  );
});

test('the log goes on in whatever file has the name; lines that are lost are counted', () => {
  const place = mkdtempSync(join(folder.path, 'log-'));
  const path = join(place, 'm.log');
  const troubles: string[] = [];
  const log = new LogFile(path, 'm.log', (message) => troubles.push(message));
  log.write('1\n');
  truncateSync(path);
  log.write('2\n');
  assert.equal(readFileSync(path, 'utf8'), '2\n', 'after copytruncate it begins at the beginning');
  rmSync(place, { recursive: true });
  log.write('3\n');
  log.write('4\n');
  assert.equal(troubles.length, 1);
  assert.match(troubles[0] ?? '', /^the log m\.log cannot be written to \(ENOENT\)$/);
  assert.ok(!existsSync(path));
  log.close();
});

type Sets = Parameters<typeof backupFigures>[0];
type Entries = Parameters<typeof backupFigures>[1];
const set = (label: string, source = '/data') =>
  ({ label, createdAt: 5000, manifest: { source, databases: [{ name: 'main' }] } }) as Sets['good'][number];
const sets = (good: Sets['good'], damaged: string[] = []): Sets => ({
  good,
  damaged: damaged.map((label) => ({ label, name: label, why: '' })),
  unfinished: [],
  foreign: [],
  newest: good[0] ?? null,
});

test('backups of one database: how many, when, and whether the newest is sound', () => {
  const figures = (list: Sets, log: unknown[] = [], db = 'main') => {
    const found = backupFigures(list, log as Entries, (path) => path === '/data', db);
    return ['sets', 'timestamp_seconds', 'verified'].map((name) => found[`chinook_sqlite_backup_${name}`]);
  };
  assert.deepEqual(figures(sets([])), [0, undefined, undefined]);
  assert.deepEqual(figures(sets([set('b'), set('a')])), [2, 5, 1]);
  assert.deepEqual(figures(sets([set('b', '/other')])), [0, undefined, undefined], 'of another data folder');
  assert.deepEqual(figures(sets([set('b')]), [], 'cache'), [0, undefined, undefined], 'of another database');
  assert.deepEqual(figures(sets([set('b')], ['c'])), [1, 5, 0], 'a newer one is damaged');
  assert.deepEqual(figures(sets([set('b')], ['a'])), [1, 5, 1], 'an older one is damaged');
  const made = { event: 'made' };
  const failed = { event: 'failed', exitCode: 4 };
  assert.deepEqual(figures(sets([set('b')]), [made, failed]), [1, 5, 0]);
  assert.deepEqual(figures(sets([set('b')]), [failed, made, { event: 'cleaned' }]), [1, 5, 1]);
  assert.deepEqual(
    figures(sets([set('b')]), [made, { event: 'failed', exitCode: 5 }]),
    [1, 5, 1],
    'a full disk is no bad copy',
  );
});

test('findings of permissions: those of its own files, and those of what all share', () => {
  const finding = (where: string, check = 'modes', severity = 'warning') =>
    ({ where, check, severity }) as Parameters<typeof permissionFigure>[0][number];
  const findings = [
    finding('data'),
    finding('data/a.sqlite'),
    finding('data/a.sqlite-wal'),
    finding('data/b.sqlite'),
    finding('data/a.sqlite', 'integrity'),
    finding('data/a.sqlite', 'modes', 'info'),
  ];
  assert.equal(permissionFigure(findings, 'a.sqlite', ['b.sqlite']), 3);
  assert.equal(permissionFigure(findings, 'b.sqlite', ['a.sqlite']), 2);
});
