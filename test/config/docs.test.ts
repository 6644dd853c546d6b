import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SCENARIOS } from '../../scenarios/index.ts';
import { DEFAULT_CONFIG, FIGURE_NAMES } from '../../src/config/config.ts';
import { checkPatterns, loadConfig, settingsFor } from '../../src/config/load.ts';
import { ConfigSchema } from '../../src/config/schema.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { BUDGET_FIGURE_NAMES } from '../../src/model/budget.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const docs = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');
const DEFINE = new URL('../../src/config/define.ts', import.meta.url).href;
const { signal } = new AbortController();

async function example(language: 'ts' | 'json') {
  const [, code = ''] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(docs) ?? [];
  assert.notEqual(code, '');
  const folder = new TemporaryFolder();
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  const file = join(folder.path, `chinook-eval.config.${language}`);
  writeFileSync(file, code.replace("'chinook-eval'", `'${DEFINE}'`));
  return { ...(await loadConfig(undefined, folder.path, signal)).config, shown: '' };
}

test('both examples are configurations, the same one, of scenarios and layouts that exist', async () => {
  const config = await example('json');
  assert.deepEqual(await example('ts'), config);
  checkPatterns(
    config,
    SCENARIOS.map(({ kind, name }) => `${kind}/${name}`),
    LAYOUTS.map(({ name }) => name),
  );
  assert.deepEqual(settingsFor(config, 'select/track-by-id', 'single'), {
    threshold: { warn: null, fail: 0.03 },
    budgets: [
      { figure: 'median', warn: 2e-5, fail: 5e-5 },
      { figure: 'p95', warn: null, fail: 1e-4 },
      { figure: 'ratio', warn: 1.2, fail: 1.5 },
    ],
  });
  const means = ['two', 'three'].map(
    (layout) => settingsFor(config, 'write/write-comment', layout).budgets[0],
  );
  assert.deepEqual(means, [
    { figure: 'mean', warn: null, fail: 1e-3 },
    { figure: 'mean', warn: null, fail: 2e-3 },
  ]);
});

test('every key is described, and the defaults are the ones that hold', () => {
  const bench = Object.keys(ConfigSchema.shape.bench.unwrap().shape);
  const known = [...Object.keys(ConfigSchema.shape), ...bench, ...FIGURE_NAMES, ...BUDGET_FIGURE_NAMES];
  for (const key of known) assert.ok(docs.includes(`\`${key}\``), key);
  assert.ok(docs.includes(`| \`threshold\` | \`"${DEFAULT_CONFIG.threshold.fail * 100}%"\` |`));
  assert.ok(docs.includes(`| \`inconclusive\` | \`"${DEFAULT_CONFIG.inconclusive}"\` |`));
  const warning = FIGURE_NAMES.filter((name) => DEFAULT_CONFIG.figures[name] === 'warn');
  assert.deepEqual(warning, ['bytecode']);
  assert.ok(FIGURE_NAMES.every((name) => DEFAULT_CONFIG.figures[name] !== 'off'));
});
