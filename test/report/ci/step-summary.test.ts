import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { EXIT, Failure } from '../../../src/model/failure.ts';
import { appendStepSummary, GITHUB_LIMIT_BYTES } from '../../../src/report/ci/step-summary.ts';
import { gateMarkdown } from '../../../src/report/gate-markdown.ts';
import { change, PLAN, row, timed } from '../../render/sample-gate.ts';
import { temporaryFolder } from '../folder.ts';

const place = (test: TestContext) => join(temporaryFolder(test), 'summary.md');

describe('the step summary', () => {
  it('is appended to what other programs wrote', async (test) => {
    const file = place(test);
    await appendStepSummary(file, '# one\n');
    await appendStepSummary(file, '# two');
    assert.equal(readFileSync(file, 'utf8'), '# one\n# two\n');
    writeFileSync(file, 'no line end');
    await appendStepSummary(file, '# three\n');
    assert.equal(readFileSync(file, 'utf8'), 'no line end\n\n# three\n');
  });

  it('stays below the limit with a report that is too long, and says where the whole is', async (test) => {
    const file = place(test);
    const rows = Array.from({ length: 4000 }, (_, i) =>
      row(`join/größe-${i}`, timed('slower', 2), { figures: [{ ...PLAN, head: `SCAN ${'é'.repeat(150)}` }] }),
    );
    const markdown = gateMarkdown({ outcome: 'fail', change: change(rows), budgets: [] });
    assert.ok(Buffer.byteLength(markdown) > 2 * GITHUB_LIMIT_BYTES);
    await appendStepSummary(file, markdown, 'gate.md has all of it');
    const text = readFileSync(file, 'utf8');
    assert.ok(statSync(file).size < GITHUB_LIMIT_BYTES);
    assert.ok(statSync(file).size > 0.9 * GITHUB_LIMIT_BYTES);
    assert.doesNotMatch(text, /\ufffd/);
    assert.match(text, /\nThis summary was cut: gate\.md has all of it\.\n$/);
    assert.equal(text.match(/^<details>$/gm)?.length, text.match(/^<\/details>$/gm)?.length);
  });

  it('counts what is in the file already', async (test) => {
    const file = place(test);
    writeFileSync(file, 'é\n'.repeat(330_000));
    await appendStepSummary(file, 'a line\n'.repeat(100_000));
    assert.ok(statSync(file).size < GITHUB_LIMIT_BYTES);
    assert.match(readFileSync(file, 'utf8'), /é\na line\n/);
  });

  it('writes nothing where there is no room left, and tells the caller', async (test) => {
    const file = place(test);
    writeFileSync(file, 'x'.repeat(GITHUB_LIMIT_BYTES));
    await assert.rejects(
      appendStepSummary(file, 'a\n'),
      (error) => error instanceof Failure && /no room/.test(error.message),
    );
    assert.equal(statSync(file).size, GITHUB_LIMIT_BYTES);
  });

  it('what cannot be written is a Failure that names the file', async (test) => {
    const folder = temporaryFolder(test);
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'file'), '');
    for (const file of [join(folder, 'folder'), join(folder, 'none', 'x.md'), join(folder, 'file', 'x.md')])
      await assert.rejects(
        appendStepSummary(file, 'a\n'),
        (error) =>
          error instanceof Failure &&
          error.exitCode === EXIT.usage &&
          error.message.includes(file) &&
          error.message.includes('GITHUB_STEP_SUMMARY'),
      );
  });
});
