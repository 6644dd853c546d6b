import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { runMain } from '../report/run-main.ts';

it('lists every layout with its databases and what it loses', async () => {
  const { code, stdout } = await runMain(['layouts']);
  assert.equal(code, 0);
  for (const { name, description } of LAYOUTS) assert.ok(stdout.includes(`${name}: ${description}`));
  assert.match(stdout, /^single: [\s\S]*?no foreign key lost$/m);
  assert.match(stdout, / {4}users\.customer_id -> chinook_customers/);
  assert.match(stdout, /chinook {2}chinook\.sqlite, 17 tables/);
});

it('--json has the tables and settings as well', async () => {
  const listed = JSON.parse((await runMain(['layouts', '--json'])).stdout);
  assert.deepEqual(
    listed.map((layout: { name: string }) => layout.name),
    LAYOUTS.map(({ name }) => name),
  );
  const [single] = listed;
  assert.equal(single.databases[0].tables.length, 29);
  assert.equal(single.databases[0].pragmas.journal_mode, 'wal');
  assert.deepEqual(single.foreignKeysLost, []);
});
