import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openLayout } from '../../../src/database/open.ts';
import { filePath, makeFiles } from '../../../src/experiments/purchase/files.ts';
import { filesOf, type Subject, subjectOf } from '../../../src/experiments/purchase/subject.ts';
import { inspect } from '../../../src/experiments/torn-commit/inspect.ts';
import { outboxWriter } from '../../../src/experiments/torn-commit/outbox.ts';
import { tallyOf } from '../../../src/experiments/torn-commit/tally.ts';
import { single, three, threeAttached } from '../../../src/layouts/index.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const PAGE = 4096;

/** Closed files with one purchase that the reconciler has yet to finish. */
function filesWithAnOrder(subject: Subject): string {
  const place = mkdtempSync(join(folder.path, 'files-'));
  makeFiles({ subject, folder: place, outbox: true, paddingBytes: 0 });
  const open = openLayout(subject.layout, place);
  outboxWriter(open, subject)('p1');
  open.close();
  return place;
}

/** The same bytes of no meaning each time. */
function noise(length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    createHash('sha256').update(String(i)).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

const DAMAGES: Readonly<Record<string, (before: Buffer) => Buffer>> = {
  'all zeros': (before) => Buffer.alloc(before.length),
  'all random bytes': (before) => noise(before.length),
  'zeros after the first page': (before) => Buffer.concat([before], before.length).fill(0, PAGE),
  'random bytes after the first page': (before) =>
    Buffer.concat([before.subarray(0, PAGE), noise(before.length - PAGE)]),
  'the header only, then random bytes': (before) =>
    Buffer.concat([before.subarray(0, 100), noise(before.length - 100)]),
  '0 bytes': () => Buffer.alloc(0),
};

const SUBJECTS = [single, three, threeAttached].flatMap((layout) =>
  ['wal', 'delete'].map((mode) => subjectOf(layout, mode)),
);

describe('a file that is damaged or no database any more is counted as unsound, and stays so', () => {
  for (const [what, damage] of Object.entries(DAMAGES))
    test(what, () => {
      for (const subject of SUBJECTS)
        for (const placement of filesOf(subject)) {
          const place = filesWithAnOrder(subject);
          const file = filePath(place, placement);
          const damaged = damage(readFileSync(file));
          writeFileSync(file, damaged);
          const about = `${subject.name}, ${subject.journalMode}, ${placement.name}`;
          const inspected = inspect({ subject, folder: place, repair: true });
          assert.equal(inspected.found.sound, false, about);
          assert.equal(inspected.repaired?.sound, false, about);
          const tally = tallyOf(['p1'], 1, [inspected]);
          assert.deepEqual(
            [tally.unsound, tally.left, tally.passed, tally.both, tally.lost],
            [1, 1, 0, 0, 0],
          );
          assert.equal(inspect({ subject, folder: place, repair: false }).repaired, null);
          if (damaged.length > 0) assert.equal(statSync(file).size, damaged.length, about);
        }
    });
});

test('files without damage: sound, and the order is carried out', () => {
  for (const subject of SUBJECTS) {
    const { found, repaired } = inspect({ subject, folder: filesWithAnOrder(subject), repair: true });
    assert.deepEqual(found, { log: ['p1'], invoices: [], sound: true });
    assert.deepEqual(repaired, { log: ['p1'], invoices: ['p1'], sound: true });
  }
});

test('what no damage explains is thrown: a file that is missing, an outbox that was never made', () => {
  const subject = subjectOf(threeAttached, 'wal');
  const place = filesWithAnOrder(subject);
  for (const placement of filesOf(subject)) unlinkSync(filePath(place, placement));
  assert.throws(() => inspect({ subject, folder: place, repair: false }), /is missing/);
  const plain = mkdtempSync(join(folder.path, 'plain-'));
  makeFiles({ subject, folder: plain, outbox: false, paddingBytes: 0 });
  assert.throws(() => inspect({ subject, folder: plain, repair: true }), /no such table.*purchase_outbox/);
});
