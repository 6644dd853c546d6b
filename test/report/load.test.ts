import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { Failure } from '../../src/model/failure.ts';
import { exportRun } from '../../src/report/export.ts';
import { loadRun } from '../../src/report/load.ts';
import { twoLayouts } from '../render/sample-run.ts';
import { temporaryFolder } from './folder.ts';

function failure(path: string): Failure {
  try {
    loadRun(path);
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.exitCode, 2);
    assert.doesNotMatch(error.message, /\n/);
    return error;
  }
  throw new assert.AssertionError({ message: `${path} was read` });
}

function file(test: TestContext, text: string): string {
  const path = join(temporaryFolder(test), 'run.json');
  writeFileSync(path, text);
  return path;
}

it('a run is read from its file and from its folder', (test) => {
  const path = file(test, exportRun(twoLayouts(), 'json'));
  assert.deepEqual(loadRun(path), twoLayouts());
  assert.deepEqual(loadRun(join(path, '..')), twoLayouts());
});

it('missing file, folder without a run', (test) => {
  const folder = temporaryFolder(test);
  assert.match(
    failure(join(folder, 'nothing.json')).message,
    /nothing\.json does not exist\. Give the run\.json/,
  );
  assert.match(failure(folder).message, /run\.json does not exist/);
  assert.match(failure(join(file(test, '{}'), 'below')).message, /does not exist/);
});

it('not JSON, empty, something else', (test) => {
  assert.match(failure(file(test, 'SQLite format 3')).message, /is not JSON\./);
  assert.match(failure(file(test, '')).message, /is not JSON, it is empty\./);
  for (const text of ['null', '[]', '{"schema":1}', '{"schema":"https://json-schema.org"}'])
    assert.match(failure(file(test, text)).message, /is not a run document of chinook-eval/);
});

it('another version is named', (test) => {
  const text = JSON.stringify({ ...twoLayouts(), schema: 'chinook-eval/run@2' });
  assert.match(
    failure(file(test, text)).message,
    /has the schema chinook-eval\/run@2; this version reads chinook-eval\/run@1/,
  );
});

it('the first wrong field is named', (test) => {
  const run = structuredClone(twoLayouts());
  Object.assign(run.layouts[1]?.databases[0] ?? {}, { bytes: 'many' });
  assert.match(
    failure(file(test, JSON.stringify(run))).message,
    /is damaged: layouts\[1\]\.databases\[0\]\.bytes: /,
  );
});
