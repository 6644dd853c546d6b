import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultDigest } from '../../../src/database/digest.ts';
import { drawSubjects, FIRST_QUERIES } from '../../../src/experiments/cold/requests.ts';
import { LAYOUTS } from '../../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);

test('subjects and answers are the same on every layout, joined in SQL or in the application', () => {
  const digests = LAYOUTS.map((layout) => {
    const open = buildAndOpen(layout, folder.path, store);
    const subjects = drawSubjects(open, 6);
    const answers = FIRST_QUERIES.map(({ name, ask }) => {
      const found = subjects.map((subject) => ask(open, subject));
      assert.ok(
        found.some((one) => (Array.isArray(one) ? one.length > 0 : one !== undefined)),
        `${name} finds something`,
      );
      return resultDigest(found);
    });
    open.close();
    return { subjects: subjects.map(({ vector: _, ...subject }) => subject), answers };
  });
  for (const other of digests) assert.deepEqual(other, digests[0]);
});
