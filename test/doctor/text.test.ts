import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { diagnosisOf } from '../../src/doctor/diagnosis.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { type SelfComparison, selfComparisonFinding } from '../../src/doctor/self-comparison.ts';
import { renderDiagnosis, verdict } from '../../src/doctor/text.ts';

const ok: Finding = { check: 'cores', level: 'ok', found: '8 cores', advice: null, value: {} };
const warn: Finding = { check: 'load', level: 'warn', found: 'busy', advice: 'wait', value: {} };
const fail: Finding = { check: 'file-system', level: 'fail', found: '/net: nfs', advice: 'go', value: {} };
const MEASURED: SelfComparison = {
  ratio: 1.002,
  interval: { low: 0.9971, high: 1.0069, level: 0.95 },
  floor: 0.004,
  smallestEffect: 0.0074,
  generations: 5,
  seconds: 20,
};

test('worst first, aligned, advice below, the verdict last', () => {
  assert.equal(
    renderDiagnosis(diagnosisOf([ok, warn, fail]), { color: false, width: 80 }),
    `unfit    file system  /net: nfs
                      advice: go
warning  load         busy
                      advice: wait
ok       cores        8 cores

not fit: /net: nfs
`,
  );
});

test('colour repeats what words say', () => {
  const diagnosis = diagnosisOf([ok, warn, fail]);
  const coloured = renderDiagnosis(diagnosis, { color: true, width: 80 });
  const bare = renderDiagnosis(diagnosis, { color: false, width: 80 });
  assert.notEqual(coloured, bare);
  assert.equal(stripVTControlCharacters(coloured), bare);
});

test('long lines are broken under their own column, and escape sequences from files do not get through', () => {
  const long = { ...warn, found: `\u001b[31m${'word '.repeat(40)}` };
  const lines = renderDiagnosis(diagnosisOf([long]), { color: false, width: 60 }).split('\n');
  assert.ok(lines.length > 4);
  for (const line of lines) assert.ok(line.length <= 60 && !line.includes('\u001b'), line);
});

test('verdicts', () => {
  const comparison = selfComparisonFinding(MEASURED);
  const said = (...findings: Finding[]) => verdict(diagnosisOf(findings));
  assert.equal(said(ok, comparison), 'fit to measure: differences from 0.740 % on can be shown');
  assert.equal(said(warn, comparison), 'fit, with 1 warning: differences from 0.740 % on can be shown');
  assert.equal(said(warn, warn), 'fit, with 2 warnings: how small a change can be shown was not measured');
  assert.equal(said(fail, comparison), 'not fit: /net: nfs');
});

test('the comparison with itself: the ratio with its interval, and a warning above 2 %', () => {
  const fine = selfComparisonFinding(MEASURED);
  assert.equal(fine.level, 'ok');
  assert.equal(
    fine.found,
    'the same work against itself: 1.002 (0.997 to 1.007); a change of 0.740 % or more can be shown in a run of this length (20.0 s)',
  );
  const level = (change: Partial<SelfComparison>) => selfComparisonFinding({ ...MEASURED, ...change }).level;
  assert.equal(level({ smallestEffect: 0.02 }), 'ok');
  assert.equal(level({ smallestEffect: 0.021 }), 'warn');
  assert.equal(level({ ratio: 0.97 }), 'warn');
  const unknown = selfComparisonFinding({ ...MEASURED, smallestEffect: Infinity });
  assert.deepEqual([unknown.level, unknown.value.smallestEffect], ['warn', null]);
});
