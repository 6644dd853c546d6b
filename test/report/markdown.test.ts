import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findings } from '../../src/report/findings.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { commandLine } from '../../src/report/sections/environment.ts';
import { parseWeights } from '../../src/report/verdict/weights.ts';
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
    assert.doesNotMatch(markdownReport(run), /Most lost/);
    run.scenarios = [];
    assert.match(markdownReport(run), /no scenario was measured on both/);
  });

  it('leaves out what was not measured', () => {
    const report = markdownReport({ ...twoLayouts(), memory: [], wal: [], warnings: [], scenarios: [] });
    assert.doesNotMatch(report, /^## (Memory|Write-ahead log|Warnings|Failed|Ratios)/m);
    assert.match(report, /Nothing was measured\./);
  });

  it('has three findings, the largest share first', () => {
    const found = findings(twoLayouts());
    assert.deepEqual(
      found.map((one) => /^\*\*([^*]+)\*\*/.exec(one)?.[1]),
      ['Most lost', 'Foreign keys', 'Most gained'],
    );
    const run = structuredClone(twoLayouts());
    for (const { comparisons } of run.scenarios)
      for (const one of comparisons) if (one.verdict === 'faster') one.ratio = 0.1;
    assert.match(findings(run)[0] ?? '', /^\*\*Most gained\*\*: `fts\/fts-tracks` takes 0\.100 /);
    for (const one of [twoLayouts(), fourLayouts()]) assert.equal(findings(one).length, 3);
  });

  it('the answer comes first, and weights make another', () => {
    const headings = (report: string) => [...report.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    const report = markdownReport(twoLayouts());
    assert.deepEqual(headings(report).slice(0, 2), ['Verdict', 'Findings']);
    assert.match(report, /\*\*Keep one file\.\*\*/);
    const weights = parseWeights('read=0,integrity=0,operations=0');
    assert.match(
      markdownReport(twoLayouts(), { weights }),
      /\*\*(No material difference between `single` and `three`|Not decided)\.\*\*/,
    );
    assert.doesNotMatch(
      markdownReport({ ...twoLayouts(), layouts: twoLayouts().layouts.slice(0, 1) }),
      /## (Verdict|Criteria)/,
    );
  });

  it('links only to sections that it has', () => {
    for (const run of [twoLayouts(), fourLayouts()]) {
      const report = markdownReport(run);
      const anchors = [...report.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
        heading.toLowerCase().replaceAll(' ', '-'),
      );
      const links = [...report.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
      assert.ok(links.length > 3);
      for (const link of links) assert.ok(anchors.includes(link ?? ''), link);
    }
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
