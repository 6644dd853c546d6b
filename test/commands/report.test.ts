import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { runSource } from '../../src/commands/diagram-source.ts';
import { screenText } from '../../src/commands/screen-text.ts';
import { drawAll } from '../../src/diagrams/registry.ts';
import { main } from '../../src/main.ts';
import { RunDocument } from '../../src/model/run.ts';
import { renderRun } from '../../src/render/terminal.ts';
import { exportRun } from '../../src/report/export.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { DEFAULT_WEIGHTS } from '../../src/report/verdict/weights.ts';
import { twoLayouts } from '../render/sample-run.ts';
import { temporaryFolder } from '../report/folder.ts';
import { runMain } from '../report/run-main.ts';
import { recordedStreams } from '../support/streams.ts';

function folderWithRun(test: TestContext): string {
  const folder = temporaryFolder(test);
  writeFileSync(join(folder, 'run.json'), exportRun(twoLayouts(), 'json'));
  return folder;
}

/** Diagrams as text: that needs no browser. */
function expectedMarkdown(): string {
  const diagrams = drawAll(runSource(twoLayouts())).map(({ diagram }) => diagram);
  return markdownReport(twoLayouts(), { diagrams });
}

it('prints the format that is asked for, Markdown with the text of its diagrams when none is', async (test) => {
  const cwd = folderWithRun(test);
  assert.deepEqual(await runMain(['report', 'run.json'], cwd), {
    code: 0,
    stdout: expectedMarkdown(),
    stderr: '',
  });
  assert.match(expectedMarkdown(), /```mermaid/);
  const csv = await runMain(['report', 'run.json', '--format', 'csv'], cwd);
  assert.equal(csv.stdout, exportRun(twoLayouts(), 'csv'));
  const json = JSON.parse((await runMain(['report', '.', '--format', 'json'], cwd)).stdout) as Record<
    string,
    unknown
  >;
  assert.deepEqual(RunDocument.parse(json), twoLayouts(), 'a run document, with more');
  assert.ok(Array.isArray(json.claims) && json.verdict);
});

it('prints the screen with --terminal, in colour on a terminal, with the verdict as weighed', async (test) => {
  const cwd = folderWithRun(test);
  const plainly = await runMain(['report', '.', '--terminal'], cwd);
  const screen = { color: false, width: 100 };
  assert.equal(plainly.stdout, screenText(twoLayouts(), DEFAULT_WEIGHTS, screen));
  assert.ok(plainly.stdout.startsWith(renderRun(twoLayouts(), screen)));
  assert.match(plainly.stdout, /On these figures: keep one file\./);
  const coloured = await runMain(['report', '.', '--terminal'], cwd, { isTTY: true, columns: 90 });
  assert.equal(coloured.stdout, screenText(twoLayouts(), DEFAULT_WEIGHTS, { color: true, width: 90 }));
  const weighed = await runMain(
    ['report', '.', '--terminal', '--weights', 'operations=0,integrity=0,read=0'],
    cwd,
  );
  assert.doesNotMatch(weighed.stdout, /keep one file/);
});

it('writes to a file, or into a folder under the usual name with the pictures beside it', async (test) => {
  const cwd = folderWithRun(test);
  const toFile = await runMain(['report', '.', '--out', 'x.md'], cwd);
  assert.deepEqual([toFile.code, toFile.stdout], [0, '']);
  assert.equal(toFile.stderr, `written: ${join(cwd, 'x.md')}\n`);
  assert.equal(readFileSync(join(cwd, 'x.md'), 'utf8'), expectedMarkdown());
  for (const flags of [['--no-diagrams'], ['--format', 'csv'], ['--terminal']])
    assert.equal((await runMain(['report', '.', '--out', '.', ...flags], cwd)).code, 0);
  assert.deepEqual(readdirSync(cwd).sort(), [
    'charts',
    'report.md',
    'report.txt',
    'results.csv',
    'run.json',
    'x.md',
  ]);
  const markdown = readFileSync(join(cwd, 'report.md'), 'utf8');
  const shown = [...markdown.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path = '']) => path);
  assert.ok(shown.length >= 4);
  for (const path of shown) assert.match(readFileSync(join(cwd, path), 'utf8'), /^<svg /);
});

it('several formats go beside the run, or into the folder that is named', async (test) => {
  const cwd = folderWithRun(test);
  const both = await runMain(['report', '.', '--format', 'markdown,html,benchmark', '--no-diagrams'], cwd);
  assert.equal(both.code, 0, both.stderr);
  for (const name of ['report.md', 'report.html', 'benchmark.json'])
    assert.match(both.stderr, new RegExp(`written: ${join(cwd, name)}\n`));
  const page = readFileSync(join(cwd, 'report.html'), 'utf8');
  assert.match(page, /<svg [\s\S]*<\/svg>/, 'charts are in the page');
  const apart = await runMain(
    ['report', '.', '--format', 'markdown,html', '--no-diagrams', '--out', 'a/b/'],
    cwd,
  );
  assert.equal(apart.code, 0, apart.stderr);
  assert.deepEqual(readdirSync(join(cwd, 'a', 'b')).sort(), ['charts', 'report.html', 'report.md']);
  assert.equal(readFileSync(join(cwd, 'a', 'b', 'report.html'), 'utf8'), page, 'the same again');
});

it('--open shows the page with the program of the system, or says where it is', {
  skip: process.platform !== 'linux',
}, async (test) => {
  const cwd = folderWithRun(test);
  mkdirSync(join(cwd, 'bin'));
  writeFileSync(join(cwd, 'bin', 'xdg-open'), `#!/bin/sh\necho "$1" > ${cwd}/opened\n`);
  chmodSync(join(cwd, 'bin', 'xdg-open'), 0o755);
  const open = async (path: string) => {
    const recorded = recordedStreams({ cwd, env: { PATH: path } });
    const code = await main(['report', '.', '--open', '--no-diagrams'], recorded.streams);
    return { code, err: recorded.err() };
  };
  assert.equal((await open(`${cwd}/bin:/bin:/usr/bin`)).code, 0);
  assert.equal(readFileSync(join(cwd, 'opened'), 'utf8').trim(), join(cwd, 'report.html'));
  const none = await open(`${cwd}/nothing`);
  assert.equal(none.code, 0, 'the page is there all the same');
  assert.match(none.err, /could not open a browser \(there is no xdg-open\)\. The page is .*report\.html/);
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
    ['report', '.', '--format', 'word'],
    ['report', '.', '--format', 'html,'],
    ['report', '.', '--terminal', '--format', 'csv'],
    ['report', '.', '--terminal', '--open'],
    ['report', '.', '--open', '--format', 'csv'],
    ['report', '.', '--out', 'no/such/folder/x.md'],
    ['report', '.', '--out', 'run.json'],
    ['report', '.', '--weights', 'speed=2'],
    ['report', '.', '--format', 'html', '--browser', './no-browser'],
  ]) {
    const { code, stdout, stderr } = await runMain(argv, cwd);
    assert.deepEqual([code, stdout], [2, ''], argv.join(' '));
    assert.match(stderr, /^chinook-eval: [^\n]+\n$/, argv.join(' '));
  }
});
