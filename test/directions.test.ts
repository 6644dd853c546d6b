import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Which folders of src/ each may import, beside itself. "." is the files directly in src/ (paths, version). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  stats: ['model'],
  layouts: ['model', 'process'],
  render: ['model'],
  process: ['model', 'render', '.'],
  seed: ['model', 'process', '.'],
  database: ['model', 'layouts', 'stats', 'process', '.'],
  bench: ['model', 'layouts', 'stats', 'database', 'process', 'scenarios', '.'],
  experiments: ['model', 'layouts', 'stats', 'database', 'process', 'render', '.'],
  search: ['model', 'layouts', 'stats', 'database', 'process', '.'],
  cache: ['model', 'database'],
  operations: ['model', 'layouts', 'stats', 'render', 'database', 'process', '.'],
  config: ['model', 'process', 'render'],
  gate: ['model', 'stats'],
  doctor: ['model', 'render', 'bench', 'process', '.'],
  against: ['model', 'layouts', 'seed', 'database', 'bench', 'process', '.'],
  report: ['model', 'render', 'svg', 'process', '.'],
  svg: [],
  browser: ['model', 'render', 'process', '.'],
  diagrams: ['model', 'render'],
  drawing: ['model', 'render', 'browser', 'svg', 'diagrams'],
  commands: [
    'model',
    'layouts',
    'stats',
    'render',
    'config',
    'seed',
    'database',
    'bench',
    'experiments',
    'search',
    'cache',
    'operations',
    'gate',
    'doctor',
    'against',
    'process',
    'report',
    'diagrams',
    'drawing',
    'browser',
    'scenarios',
    '.',
  ],
  '.': ['model', 'config', 'commands', 'database', 'search', 'cache', 'operations'],
  // A scenario replays the systems themselves, not a stand-in: these are written against a Session, as scenarios are.
  scenarios: ['model', 'search', 'cache'],
};

const root = fileURLToPath(new URL('../', import.meta.url));

/** The folder of the design that a file belongs to. */
function part(file: string): string {
  const [top, second, ...rest] = relative(root, file).split(/[\\/]/);
  if (top === 'scenarios') return 'scenarios';
  return second !== undefined && rest.length > 0 ? second : '.';
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name));
}

const files = [...sources('src'), ...sources('scenarios')];

test('imports go in the directions of the design', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const from = part(file);
    for (const [, place = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const to = part(resolve(file, '..', place));
      if (to !== from && !MAY_IMPORT[from]?.includes(to))
        wrong.push(`${relative(root, file)} imports ${place}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(files.length > 60);
});

test('only bin touches process.exitCode, and nothing in src ends the process but a child whose parent is gone', () => {
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    assert.doesNotMatch(text, /process\.exitCode/, file);
    if (!file.endsWith('serve.ts')) assert.doesNotMatch(text, /process\.exit\(/, file);
  }
});

test('each scenario lies in a file of its name, so that a trial can load it alone', async () => {
  const { SCENARIOS } = await import('../scenarios/index.ts');
  for (const scenario of SCENARIOS) {
    const { default: loaded } = (await import(`../scenarios/${scenario.name}.ts`)) as { default: unknown };
    assert.equal(loaded, scenario);
  }
  assert.equal(new Set(SCENARIOS.map((scenario) => scenario.name)).size, SCENARIOS.length);
});
