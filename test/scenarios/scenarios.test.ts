import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SCENARIOS } from '../../scenarios/index.ts';
import { parameterSource } from '../../src/bench/parameters.ts';
import { prepareScenario, verifyScenario } from '../../src/bench/prepared.ts';
import { canonical, datasetDigest } from '../../src/database/digest.ts';
import { openLayout } from '../../src/database/open.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { defineScenario, type Scenario } from '../../src/model/scenario.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);

test('every scenario gives the same results and effects on every layout, and finds something', () => {
  const digests = new Map<string, Set<string>>(SCENARIOS.map((scenario) => [scenario.name, new Set()]));
  for (const layout of LAYOUTS) {
    buildAndOpen(layout, folder.path, store).close();
    for (const scenario of SCENARIOS) {
      const copy = join(folder.path, `${layout.name}-${scenario.name}`);
      cpSync(join(folder.path, `${layout.name}-1`), copy, { recursive: true });
      const open = openLayout(layout, copy);
      if (!scenario.writes) open.refuseWrites();
      const prepared = prepareScenario(scenario, open);
      digests.get(scenario.name)?.add(verifyScenario(scenario, open, prepared));
      const found = canonical(Array.from({ length: 8 }, () => prepared.next()));
      assert.doesNotMatch(found, /^\[(\[\],?)+\]$/, `${scenario.name} finds nothing`);
      open.close();
    }
  }
  for (const [name, found] of digests) assert.equal(found.size, 1, name);
});

test('the built-in dataset at scale 1 is this one, on every machine; a change of it is a new DATASET_VERSION', () => {
  const open = openLayout(LAYOUTS[0] ?? assert.fail(), join(folder.path, `${LAYOUTS[0]?.name}-1`));
  assert.equal(datasetDigest(open), '3e5a771e9c10c2a3afdc2f8e5a09bcba5a3361de09daccea796e2452b7707436');
  open.close();
});

test('parameters come from existing rows, the same every time; where there are none it is said', () => {
  const open = openLayout(LAYOUTS[0] ?? assert.fail(), join(folder.path, `${LAYOUTS[0]?.name}-1`));
  const sql = 'SELECT id, slug FROM chinook_tracks WHERE id = $id AND genre_id = 1';
  const rows = parameterSource(open).draw<{ id: number; slug: string }>(50, ['chinook_tracks'], sql);
  assert.deepEqual(parameterSource(open).draw(50, ['chinook_tracks'], sql), rows);
  const known = open.prepare(
    ['chinook_tracks'],
    'SELECT slug FROM chinook_tracks WHERE id = ? AND genre_id = 1',
  );
  for (const { id, slug } of rows) assert.equal(known.get(id)?.slug, slug);
  assert.throws(
    () => parameterSource(open).draw(1, ['chinook_tracks'], `${sql} AND id < 0`),
    /no row of chinook_tracks/,
  );
  assert.throws(
    () => parameterSource(open).drawFrom(1, ['jobs'], 'SELECT id FROM jobs WHERE id < 0 ORDER BY id'),
    /no row of jobs/,
  );
  open.close();
});

test('an application plan that says something else than the SQL is found out', () => {
  const open = openLayout(LAYOUTS[0] ?? assert.fail(), join(folder.path, `${LAYOUTS[0]?.name}-1`));
  const [byId] = SCENARIOS as readonly [Scenario];
  const wrong = defineScenario({ ...byId, application: () => () => ({ id: 0 }) });
  assert.throws(
    () => verifyScenario(wrong, open, prepareScenario(wrong, open)),
    /application plan gives other results/,
  );
  open.close();
});
