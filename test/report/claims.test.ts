import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunDocument } from '../../src/model/run.ts';
import { againstRange, type ClaimResult, evaluateClaims } from '../../src/report/claims.ts';
import { compared, measured, scenario, twoLayouts } from '../render/sample-run.ts';

function claim(run: RunDocument, subject: string, layout: string): ClaimResult {
  const found = evaluateClaims(run).find((one) => one.subject === subject && one.layout === layout);
  assert.ok(found, `${subject} on ${layout}`);
  return found;
}

function withScenarios(...scenarios: RunDocument['scenarios']): RunDocument {
  return { ...twoLayouts(), scenarios };
}

const select = (
  name: string,
  single: number,
  three: number,
  comparison = compared('three', 1, 0.01, 'same'),
) => scenario('select', name, [measured('single', single), measured('three', three)], [comparison]);

describe('a range', () => {
  it('is confirmed, missed to one side, or met partly', () => {
    const predicted = { low: 2, high: 5 };
    assert.equal(againstRange({ low: 2, high: 5 }, predicted), 'confirmed');
    assert.equal(againstRange({ low: 1, high: 1.9 }, predicted), 'below');
    assert.equal(againstRange({ low: 5.1, high: 9 }, predicted), 'above');
    assert.equal(againstRange({ low: 1, high: 3 }, predicted), 'partly');
    assert.equal(againstRange({ low: 1, high: 9 }, predicted), 'partly');
  });

  it('is held against the lowest and highest median of its kind', () => {
    const run = withScenarios(select('a', 0.0025, 0.0021), select('b', 0.0049, 0.0061));
    const single = claim(run, 'Simple SELECT', 'single');
    assert.deepEqual(single.measured, { low: 0.0025, high: 0.0049 });
    assert.equal(single.verdict, 'confirmed');
    assert.equal(claim(run, 'Single DB SELECT', 'three').verdict, 'partly');
    assert.equal(claim(run, 'Vector Search', 'three').verdict, 'not measured');
    assert.equal(claim(run, 'Vector Search', 'three').measured, null);
  });

  it('says when part of the kind failed', () => {
    const failed = scenario('select', 'b', [{ status: 'failed', layout: 'single', reason: 'x' }], []);
    assert.match(
      claim(withScenarios(select('a', 0.003, 0.003), failed), 'Simple SELECT', 'single').how,
      /1 of 2/,
    );
  });

  it('is not measured where the layout was not in the run', () => {
    const run = twoLayouts();
    run.layouts.pop();
    for (const one of run.scenarios) one.trials.pop();
    assert.equal(claim(run, 'Single DB SELECT', 'three').how, 'layout three was not in this run');
  });
});

describe('a ranking', () => {
  const similar = (comparison: Parameters<typeof select>[3]) =>
    claim(withScenarios(select('a', 1, 1, comparison)), 'Simple SELECT -> Single DB SELECT', 'three / single')
      .verdict;

  it('Similar: no difference found, or within a tenth', () => {
    assert.equal(similar(compared('three', 1.4, 0.5, 'same')), 'holds');
    assert.equal(similar(compared('three', 1.08, 0.01, 'slower')), 'holds');
    assert.equal(similar(compared('three', 1.12, 0.01, 'slower')), 'does not hold');
    assert.equal(similar(compared('three', 0.89, 0.01, 'faster')), 'does not hold');
    assert.equal(similar(compared('three', 1, 0.01, 'inconclusive')), 'not decided');
  });

  it('Slower and Faster need a difference that was found', () => {
    const run = twoLayouts();
    assert.equal(claim(run, 'Complex JOIN -> Cross-DB Operation', 'three / single').verdict, 'holds');
    assert.equal(claim(run, 'FTS Search -> FTS Search', 'three / single').verdict, 'holds');
    for (const one of run.scenarios) one.comparisons = [compared('three', 1.02, 0.1, 'same')];
    assert.equal(claim(run, 'Complex JOIN -> Cross-DB Operation', 'three / single').verdict, 'does not hold');
    assert.equal(claim(run, 'FTS Search -> FTS Search', 'three / single').verdict, 'does not hold');
  });

  it('holds partly when some scenarios disagree', () => {
    const run = withScenarios(select('a', 1, 1), select('b', 1, 2, compared('three', 2, 0.01, 'slower')));
    const result = claim(run, 'Simple SELECT -> Single DB SELECT', 'three / single');
    assert.equal(result.verdict, 'partly');
    assert.deepEqual(result.measured, { low: 1, high: 2 });
  });

  it('is read from the other side when three came first in the run', () => {
    const comparison = { ...compared('single', 0.5, 0.01, 'faster'), against: 'three' };
    const turned = scenario('crossing', 'a', [measured('single', 1), measured('three', 2)], [comparison]);
    assert.equal(
      claim(withScenarios(turned), 'Complex JOIN -> Cross-DB Operation', 'three / single').verdict,
      'holds',
    );
  });

  it('between different operations compares their medians', () => {
    const run = withScenarios(
      scenario('write', 'w', [measured('single', 0.01)], []),
      scenario('vector', 'v', [measured('three', 0.0105)], []),
    );
    assert.equal(claim(run, 'INSERT/UPDATE -> Vector Search', 'three / single').verdict, 'holds');
    assert.equal(
      claim(twoLayouts(), 'INSERT/UPDATE -> Vector Search', 'three / single').verdict,
      'not measured',
    );
  });
});

describe('a size or setting', () => {
  it('memory is what opening and using the databases added', () => {
    const memory = claim(twoLayouts(), 'Current Memory Usage', 'single');
    assert.deepEqual(memory.measured, { low: 62e6, high: 62e6 });
    assert.equal(memory.verdict, 'below');
  });

  it('parts of a cache, and limits that take several connections, are not measured', () => {
    for (const subject of [
      'Database Cache',
      'Other',
      'Max Connections',
      'Concurrent Readers',
      'Concurrent Writers',
    ]) {
      const found = claim(twoLayouts(), subject, 'single');
      assert.equal(found.verdict, 'not measured', subject);
      assert.equal(found.measured, null);
    }
  });

  it('the -shm file is as large as it was seen at most', () => {
    const run = structuredClone(twoLayouts());
    assert.equal(claim(run, 'database.sqlite-shm', 'single').verdict, 'confirmed');
    const [wal] = run.wal;
    assert.ok(wal?.status === 'measured' && wal.databases[0]);
    wal.databases[0].shmBytes = 65536;
    assert.equal(claim(run, 'database.sqlite-shm', 'single').verdict, 'above');
    wal.databases[0].shmBytes = null;
    assert.equal(claim(run, 'database.sqlite-shm', 'single').verdict, 'not measured');
  });

  it('the -wal file is variable where it was seen with several sizes', () => {
    const run = structuredClone(twoLayouts());
    const found = claim(run, 'database.sqlite-wal', 'single');
    assert.deepEqual([found.measured, found.verdict], [{ low: 0, high: 4_152_992 }, 'holds']);
    assert.equal(claim({ ...run, wal: [] }, 'database.sqlite-wal', 'single').verdict, 'not measured');
    const [wal] = run.wal;
    assert.ok(wal?.status === 'measured' && wal.databases[0]);
    Object.assign(wal.databases[0], {
      series: [{ writes: 1, bytes: 9 }],
      peakBytes: 9,
      bytesAfterTruncate: 9,
    });
    assert.equal(claim(run, 'database.sqlite-wal', 'single').verdict, 'does not hold');
  });

  it('a connection pool is what opening adds; with a database in memory at most that', () => {
    const run = structuredClone(twoLayouts());
    assert.deepEqual(claim(run, 'Connection Pool', 'single').measured, { low: 1e6, high: 1e6 });
    assert.equal(claim(run, 'Connection Pools', 'three').verdict, 'below');
    const opening = (privateBytes: number) => {
      for (const one of run.memory) if (one.status === 'measured') one.afterOpen.privateBytes = privateBytes;
    };
    opening(41e6 + 15e6);
    assert.equal(claim(run, 'Connection Pool', 'single').verdict, 'above');
    assert.equal(claim(run, 'Connection Pools', 'three').verdict, 'not decided');
    opening(40e6);
    assert.equal(claim(run, 'Connection Pool', 'single').measured, null);
  });

  it('of a database that is not near 50 MB the figure stands and says nothing', () => {
    const run = structuredClone(twoLayouts());
    for (const layout of run.layouts) layout.diskBytes = 6_660_000;
    for (const [subject, layout] of [
      ['Simple SELECT', 'single'],
      ['Current Memory Usage', 'single'],
      ['FTS Search -> FTS Search', 'three / single'],
    ] as const) {
      const found = claim(run, subject, layout);
      assert.equal(found.verdict, 'another size');
      assert.ok(found.measured);
      assert.match(found.how, /; on 6\.66 MB, the document speaks of 50\.0 MB$/);
    }
    assert.equal(claim(run, 'Vector Search', 'three').verdict, 'not measured');
    assert.equal(claim(run, 'database.sqlite-shm', 'single').verdict, 'confirmed');
    assert.equal(claim(run, 'WAL Mode: Enabled', 'single').verdict, 'holds');
  });

  it('the file is confirmed within a tenth; that its size was chosen is said', () => {
    assert.equal(claim(twoLayouts(), 'database.sqlite', 'single').verdict, 'confirmed');
    assert.match(
      claim(twoLayouts(), 'database.sqlite', 'single').how,
      /chosen for this run, to be about 50\.0 MB/,
    );
  });

  it('settings are what was read back', () => {
    const run = structuredClone(twoLayouts());
    assert.equal(claim(run, 'Memory Mapping: 256MB', 'single').verdict, 'holds');
    Object.assign(run.layouts[0]?.databases[0]?.pragmas ?? {}, { mmap_size: 0 });
    assert.equal(claim(run, 'Memory Mapping: 256MB', 'single').verdict, 'does not hold');
  });
});
