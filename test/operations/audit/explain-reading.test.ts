import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../../../src/model/failure.ts';
import { CopyFailed } from '../../../src/operations/audit/copy-failed.ts';
import { explainReading } from '../../../src/operations/audit/explain-reading.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a database that a restore moves while it is read: exit 11, and no defect', () => {
  const gone = join(new TemporaryFolder().path, 'database.sqlite');
  const cause = thrown(() => readFileSync(gone));
  for (const error of [cause, new CopyFailed(gone, cause)]) {
    const failure = explainReading(error, 'data', 5);
    assert.ok(failure instanceof Failure);
    assert.equal(failure.exitCode, 11);
    assert.ok(failure.message.startsWith(`${gone} was moved or removed while it was read`));
  }
});
