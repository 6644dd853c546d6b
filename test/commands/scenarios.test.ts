import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SCENARIOS } from '../../scenarios/index.ts';
import { runMain } from '../report/run-main.ts';

interface Listed {
  name: string;
  kind: string;
  tables: string[];
  plans: string[];
}

const listed = async (...flags: string[]): Promise<Listed[]> =>
  JSON.parse((await runMain(['scenarios', '--json', ...flags])).stdout);

it('lists every scenario under its kind', async () => {
  const { code, stdout } = await runMain(['scenarios']);
  assert.equal(code, 0);
  for (const { name, description } of SCENARIOS)
    assert.match(stdout, new RegExp(`^  ${name} +`, 'm'), description);
  assert.match(stdout, /^ {2}user-activity .* \*$/m);
  assert.match(stdout, /^ {2}write-comment .*\(writes\)/m);
});

it('--json has tables and plans', async () => {
  const all = await listed();
  assert.deepEqual(new Set(all.map(({ name }) => name)), new Set(SCENARIOS.map(({ name }) => name)));
  assert.deepEqual(all.find(({ name }) => name === 'user-activity')?.plans, ['joined', 'application']);
  assert.ok(all.every(({ tables }) => tables.length > 0));
});

it('--filter takes part of kind/name, or a regular expression', async () => {
  assert.ok((await listed('--filter', 'fts/')).every(({ kind }) => kind === 'fts'));
  assert.deepEqual(
    new Set((await listed('--filter', '/^(fts|vector)\\//')).map(({ kind }) => kind)),
    new Set(['fts', 'vector']),
  );
});

it('a filter that matches nothing, or is no expression: exit 2', async () => {
  for (const filter of ['no-such-scenario', '/(/']) {
    const { code, stdout, stderr } = await runMain(['scenarios', '--filter', filter]);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^chinook-eval: [^\n]*\n$/);
  }
});
