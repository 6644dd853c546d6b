import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../../src/model/failure.ts';
import { readVectorFile } from '../../../src/search/vectors/vector-file.ts';
import {
  CSV_COLUMNS,
  type FileRow,
  headerOf,
  VECTOR_FORMATS,
  type VectorFormat,
  vectorLine,
} from '../../../src/search/vectors/vector-text.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const { signal } = new AbortController();

function put(format: VectorFormat, text: string): string {
  const path = join(folder.path, `vectors.${format}`);
  writeFileSync(path, text);
  return path;
}

const unit = fc
  .array(fc.float({ noNaN: true, min: -1, max: 1 }), { minLength: 64, maxLength: 64 })
  .filter((values) => Math.hypot(...values) > 1e-3)
  .map((values) => Float32Array.from(values, (value) => value / Math.hypot(...values)));

test('what is written is read back, bit for bit, whatever the model is called', async () => {
  const model = fc
    .string({ minLength: 1, unit: 'grapheme' })
    .filter((text) => text.trim() !== '' && !/[\r\ufeff]/.test(text));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...VECTOR_FORMATS),
      model,
      fc.uniqueArray(fc.tuple(fc.integer({ min: 1 }), unit), {
        minLength: 1,
        maxLength: 5,
        selector: ([trackId]) => trackId,
      }),
      async (format, name, rows) => {
        const all: FileRow[] = rows.map(([trackId, embedding]) => ({ trackId, model: name, embedding }));
        const text = headerOf(format) + all.map((row) => vectorLine(row, format)).join('');
        const read = await readVectorFile(put(format, text), 'file', format, signal);
        assert.deepEqual(read, all);
      },
    ),
    { numRuns: 60 },
  );
});

test('each error names the line, and nothing is read of a file with one', async () => {
  const embedding = Float32Array.from({ length: 64 }, (_, index) => (index === 3 ? 1 : 0));
  const line = (trackId: number, format: VectorFormat, model = 'm@1') =>
    vectorLine({ trackId, model, embedding }, format);
  const json = (value: unknown) => `${line(1, 'jsonl')}${JSON.stringify(value)}\n`;
  const csv = headerOf('csv');
  const zeros = new Array(64).fill(0);
  const wrong: [VectorFormat, string, RegExp][] = [
    ['jsonl', '', /holds no vectors/],
    ['jsonl', `${line(1, 'jsonl')}\nnot json\n`, /line 3: it is not JSON/],
    ['jsonl', json(null), /line 2: track_id is no number/],
    ['jsonl', json({ track_id: 2, vector: [1] }), /line 2: model is no text/],
    ['jsonl', json({ track_id: 2, model: 'm@1', vector: [1, 'x'] }), /line 2: vector is no list of numbers/],
    ['jsonl', json({ track_id: 2, model: 'm@1', vector: [1] }), /line 2: .* has 1 numbers instead of 64/],
    ['jsonl', json({ track_id: 2, model: 'm@1', vector: zeros }), /line 2: .* the length 0.* instead of 1/],
    ['jsonl', json({ track_id: 2.5, model: 'm@1', vector: [...embedding] }), /line 2: 2\.5 is no track id/],
    ['jsonl', json({ track_id: 2, model: 'n@1', vector: [...embedding] }), /line 2: its model is "n@1"/],
    ['jsonl', line(1, 'jsonl') + line(1, 'jsonl'), /line 2: track 1 has a vector already, in line 1/],
    ['jsonl', 'x'.repeat(400_000), /line 1: it is too long/],
    ['csv', '', /holds no vectors/],
    ['csv', 'a,b\n1,2\n', /line 1: the columns have to be track_id,model,v0,v1 to v63/],
    ['csv', csv, /holds no vectors/],
    ['csv', `${csv}${line(1, 'csv')}2,m@1,0\n`, /line 3: it has 3 columns instead of 66/],
    ['csv', csv + line(7, 'csv').replace('7,', 'seven,'), /line 2: "seven" is no number/],
    ['csv', csv + line(7, 'csv').replace(/0$/m, 'NaN'), /line 2: "NaN" is no number/],
    ['csv', `${csv}"${line(7, 'csv')}`, /[Qq]uote/],
  ];
  assert.equal(CSV_COLUMNS.length, 66);
  for (const [format, text, message] of wrong)
    await assert.rejects(readVectorFile(put(format, text), 'file', format, signal), (error) => {
      assert.ok(error instanceof Failure, String(error));
      assert.match(error.message, message);
      assert.equal(error.exitCode, 2);
      return true;
    });
});
