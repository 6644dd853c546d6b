import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { renderRun } from '../../src/render/terminal.ts';
import { exportRun } from '../../src/report/export.ts';
import { twoLayouts } from '../render/sample-run.ts';
import { temporaryFolder } from '../report/folder.ts';
import { runMain } from '../report/run-main.ts';

function folderWithRun(test: TestContext): string {
  const folder = temporaryFolder(test);
  writeFileSync(join(folder, 'run.json'), exportRun(twoLayouts(), 'json'));
  return folder;
}

it('prints the format that is asked for, Markdown when none is', async (test) => {
  const cwd = folderWithRun(test);
  for (const format of ['markdown', 'json', 'csv'] as const) {
    const flags = format === 'markdown' ? [] : ['--format', format];
    assert.deepEqual(await runMain(['report', 'run.json', ...flags], cwd), {
      code: 0,
      stdout: exportRun(twoLayouts(), format),
      stderr: '',
    });
  }
});

it('prints the screen with --terminal, in colour on a terminal', async (test) => {
  const cwd = folderWithRun(test);
  const plainly = await runMain(['report', '.', '--terminal'], cwd);
  assert.equal(plainly.stdout, renderRun(twoLayouts(), { color: false, width: 100 }));
  const coloured = await runMain(['report', '.', '--terminal'], cwd, { isTTY: true, columns: 90 });
  assert.equal(coloured.stdout, renderRun(twoLayouts(), { color: true, width: 90 }));
});

it('writes to a file, or into a folder under the usual name', async (test) => {
  const cwd = folderWithRun(test);
  const toFile = await runMain(['report', '.', '--out', 'x.md'], cwd);
  assert.deepEqual([toFile.code, toFile.stdout], [0, '']);
  assert.equal(toFile.stderr, `written: ${join(cwd, 'x.md')}\n`);
  assert.equal(readFileSync(join(cwd, 'x.md'), 'utf8'), exportRun(twoLayouts(), 'markdown'));
  for (const flags of [[], ['--format', 'csv'], ['--terminal']])
    assert.equal((await runMain(['report', '.', '--out', '.', ...flags], cwd)).code, 0);
  assert.deepEqual(readdirSync(cwd).sort(), ['report.md', 'report.txt', 'results.csv', 'run.json', 'x.md']);
});

it('bad input and usage: one line, exit 2', async (test) => {
  const cwd = folderWithRun(test);
  const missing = await runMain(['report', 'nothing'], cwd);
  assert.equal(missing.code, 2);
  assert.equal(
    missing.stderr,
    'chinook-eval: nothing does not exist. Give the run.json that chinook-eval bench wrote, or its folder.\n',
  );
  for (const argv of [
    ['report'],
    ['report', '.', '--format', 'html'],
    ['report', '.', '--terminal', '--format', 'csv'],
    ['report', '.', '--out', 'no/such/folder/x.md'],
  ]) {
    const { code, stdout, stderr } = await runMain(argv, cwd);
    assert.deepEqual([code, stdout], [2, ''], argv.join(' '));
    assert.match(stderr, /^chinook-eval: /);
  }
});
