import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markdownReport } from '../../src/report/markdown.ts';
import { commandLine } from '../../src/report/sections/environment.ts';
import { assertGolden } from '../render/golden.ts';
import { fourLayouts, twoLayouts } from '../render/sample-run.ts';

describe('the Markdown report', () => {
  it('two layouts', () => assertGolden('report-two.md', markdownReport(twoLayouts())));

  it('four layouts, interrupted, with failures and hostile names', () => {
    const report = markdownReport(fourLayouts());
    assertGolden('report-four.md', report);
    const outsideCode = report.replace(/```sh\n[\s\S]*?\n```/, '').replace(/`[^`\n]*`/g, '');
    assert.doesNotMatch(outsideCode, /<(?!\/?code>)/);
  });

  it('has a table per block, all rows alike', () => {
    for (const run of [twoLayouts(), fourLayouts()])
      for (const block of markdownReport(run)
        .split('\n\n')
        .filter((one) => one.startsWith('|'))) {
        const cells = block.split('\n').map((line) => line.split('|').length);
        assert.equal(new Set(cells).size, 1, block);
      }
  });

  it('findings are computed: other figures, other findings', () => {
    const run = twoLayouts();
    for (const { comparisons } of run.scenarios)
      for (const one of comparisons) Object.assign(one, { verdict: 'faster', ratio: 0.5 });
    assert.match(markdownReport(run), /of 5 scenarios 0 slower, 5 faster, 0 the same\./);
    run.scenarios = [];
    assert.match(markdownReport(run), /no scenario was measured on both/);
  });

  it('leaves out what was not measured', () => {
    const report = markdownReport({ ...twoLayouts(), memory: [], wal: [], warnings: [], scenarios: [] });
    assert.doesNotMatch(report, /^## (Memory|Write-ahead log|Warnings|Failed|Ratios)/m);
    assert.match(report, /Nothing was measured\./);
  });

  it('names each failure once, with its reason', () => {
    const report = markdownReport(fourLayouts());
    assert.match(report, /\| `memory` \| `three` \| the process died \(SIGKILL\) \|/);
    assert.match(report, /\*\*This run was interrupted\.\*\*/);
  });
});

it('the command line repeats the run', () => {
  const run = twoLayouts();
  assert.equal(
    commandLine(run),
    'chinook-eval bench --seed Chinook_Sqlite.sqlite --layouts single,three --scale 25 --generations 3 --threshold 2% --rounds 30 ' +
      '--block 6ms --random-seed 7',
  );
  run.seed = { ...run.seed, form: 'built-in', name: 'built-in catalogue' };
  run.options = { ...run.options, quick: true, filter: "it's" };
  assert.match(
    commandLine(run),
    /^chinook-eval bench --seed built-in --layouts single,three --scale 25 --quick .*--filter 'it'\\''s'/,
  );
});
