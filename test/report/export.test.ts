import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { RunDocument } from '../../src/model/run.ts';
import { exportRun } from '../../src/report/export.ts';
import { fourLayouts, HOSTILE, measured, scenario, twoLayouts } from '../render/sample-run.ts';

const csv = (run: RunDocument): Record<string, string>[] => parse(exportRun(run, 'csv'), { columns: true });

it('JSON is the run document', () => {
  assert.deepEqual(RunDocument.parse(JSON.parse(exportRun(twoLayouts(), 'json'))), twoLayouts());
});

it('CSV has a line per scenario and layout, in base units, unrounded', () => {
  const lines = csv(twoLayouts());
  assert.equal(lines.length, 10);
  const [single, three] = lines;
  assert.equal(single?.layout, 'single');
  assert.equal(Number(single?.median_seconds), 8.31e-6);
  assert.equal(single?.ratio, '');
  assert.equal(three?.against, 'single');
  assert.equal(Number(three?.ratio), 1.005);
  assert.equal(three?.verdict, 'same');
});

it('CSV of a failed trial has its reason and no figure', () => {
  const failed = csv(fourLayouts()).find((line) => line.status === 'failed');
  assert.equal(failed?.reason, `SQLITE_ERROR: no such table: ${HOSTILE}`);
  assert.equal(failed?.median_seconds, '');
});

it('CSV runs no formula in a spreadsheet', () => {
  const names = ['=cmd()', '+1', '-1', '@x', '"=quoted"', 'a,b', 'plain'];
  const run = {
    ...twoLayouts(),
    scenarios: names.map((name) => scenario('select', name, [measured('single', 1e-7)], [])),
  };
  assert.deepEqual(
    csv(run).map((line) => line.scenario),
    ["'=cmd()", "'+1", "'-1", "'@x", '"=quoted"', 'a,b', 'plain'],
  );
  assert.equal(csv(run)[0]?.median_seconds, '1e-7');
});

it('Markdown is the report', () => {
  assert.match(exportRun(twoLayouts(), 'markdown'), /^# One database file or several\?\n/);
});
