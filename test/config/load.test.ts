import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEFAULT_CONFIG, loadConfig } from '../../src/config/load.ts';
import { Interrupted } from '../../src/model/failure.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { failure } from './failure.ts';

const { signal } = new AbortController();
const DEFINE = new URL('../../src/config/define.ts', import.meta.url).href;

const all = new TemporaryFolder();
writeFileSync(join(all.path, 'package.json'), '{"type":"module"}');

/** A fresh folder each time: a module that was loaded once is not loaded again. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(all.path, 'case-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('no file: the defaults', async () => {
  assert.deepEqual(await loadConfig(undefined, folderWith({}), signal), {
    config: DEFAULT_CONFIG,
    file: null,
  });
});

test('each form is found in the current folder and read', async () => {
  const typed = `import { defineConfig, type ConfigFile } from '${DEFINE}';
const config: ConfigFile = { threshold: '3%' };
export default defineConfig(config);`;
  for (const [name, text] of [
    ['chinook-eval.config.json', '{"threshold": "3%"}'],
    ['chinook-eval.config.js', "export default { threshold: '3%' };"],
    ['chinook-eval.config.mjs', "export default await Promise.resolve({ threshold: '3%' });"],
    ['chinook-eval.config.ts', typed],
  ] as const) {
    const cwd = folderWith({ [name]: text });
    assert.deepEqual(await loadConfig(undefined, cwd, signal), {
      config: { ...DEFAULT_CONFIG, shown: name, threshold: { warn: null, fail: 0.03 } },
      file: join(cwd, name),
    });
  }
});

test('a named file is read instead of the one in the folder; its files are looked for from where it lies', async () => {
  const bench = { seed: 'a.sqlite', scenarios: '../own', layouts: ['single', './mine.js'], filter: 'a/b' };
  const cwd = folderWith({ 'chinook-eval.config.json': '{' });
  mkdirSync(join(cwd, 'ci'));
  writeFileSync(join(cwd, 'ci', 'gate.json'), JSON.stringify({ bench }));
  const { config, file } = await loadConfig('ci/gate.json', cwd, signal);
  assert.equal(file, join(cwd, 'ci', 'gate.json'));
  assert.equal(config.shown, 'ci/gate.json');
  assert.deepEqual(config.bench, {
    seed: join(cwd, 'ci', 'a.sqlite'),
    scenarios: join(cwd, 'own'),
    layouts: ['single', join(cwd, 'ci', 'mine.js')],
    filter: 'a/b',
  });
  assert.deepEqual((await loadConfig('gate.json', join(cwd, 'ci'), signal)).config.bench, bench);
});

test('two files are named, whatever is in them', async () => {
  const cwd = folderWith({ 'chinook-eval.config.ts': '', 'chinook-eval.config.json': '' });
  await assert.rejects(
    loadConfig(undefined, cwd, signal),
    failure(/^there are chinook-eval\.config\.ts and chinook-eval\.config\.json\. Keep one of them/),
  );
});

test('a folder of the name, a link that leads nowhere or in a circle, a file that is missing or none', async () => {
  const cwd = folderWith({ 'huge.json': `"${'x'.repeat(1e6)}"`, 'gate.yaml': '' });
  mkdirSync(join(cwd, 'chinook-eval.config.json'));
  await assert.rejects(
    loadConfig(undefined, cwd, signal),
    failure(/^chinook-eval\.config\.json is a folder, not a file\./),
  );
  await assert.rejects(loadConfig('.', cwd, signal), failure(/^\. is a folder/));
  await assert.rejects(loadConfig('', cwd, signal), failure(/^--config "" is a folder/));
  await assert.rejects(loadConfig('none.json', cwd, signal), failure(/^none\.json does not exist\. Name a/));
  await assert.rejects(
    loadConfig('huge.json', cwd, signal),
    failure(/^huge\.json is no configuration: it is too large/),
  );
  await assert.rejects(
    loadConfig('gate.yaml', cwd, signal),
    failure(/^gate\.yaml must end in \.js, \.mjs, \.ts, \.json/),
  );
  const linked = folderWith({});
  const link = join(linked, 'chinook-eval.config.js');
  symlinkSync(join(linked, 'gone.js'), link);
  await assert.rejects(
    loadConfig(undefined, linked, signal),
    failure(/^chinook-eval\.config\.js does not exist/),
  );
  symlinkSync(join(linked, 'circle.json'), join(linked, 'circle.json'));
  await assert.rejects(
    loadConfig('circle.json', linked, signal),
    failure(/^circle\.json cannot be read \(ELOOP\)/),
  );
});

test('without permission: exit 5', {
  skip: process.getuid?.() === 0 && 'root reads everything',
}, async () => {
  for (const name of ['chinook-eval.config.json', 'chinook-eval.config.js']) {
    const cwd = folderWith({ [name]: '{}' });
    chmodSync(join(cwd, name), 0o000);
    await assert.rejects(
      loadConfig(undefined, cwd, signal),
      failure(/cannot be read: no permission \(EACCES\)\. Make it readable\.$/, 5),
    );
  }
});

test('a file that cannot be loaded, or exports nothing that could be one', async () => {
  const cwd = folderWith({
    'throws.js': "throw new Error('boom\\nat line 2')",
    'exits.js': 'process.exit(0)',
    'broken.ts': 'export default {',
    'nothing.js': 'export const threshold = 1;',
    'function.js': 'export default () => ({});',
    'wrong.ts': "export default { scenarios: { 'select/*': { budgets: { p95: 'fast' as string } } } };",
    'broken.json': '{\n  "threshold": 2%\n}',
  });
  for (const [name, message] of [
    ['throws.js', /^throws\.js could not be loaded: boom\. Mend the file\.$/],
    ['exits.js', /^exits\.js could not be loaded: .*exit code 0/],
    ['broken.ts', /^broken\.ts could not be loaded: /],
    ['nothing.js', /^nothing\.js has no default export\. Write export default defineConfig/],
    ['function.js', /^function\.js: give an object, not a function\.$/],
    [
      'wrong.ts',
      /^wrong\.ts: scenarios\["select\/\*"\]\.budgets\.p95: give a time such as 500us or 2ms, not "fast"\.$/,
    ],
    ['broken.json', /^broken\.json: line 2, column 17: expected a comma or \}, not "%"\.$/],
  ] as const)
    await assert.rejects(loadConfig(name, cwd, signal), failure(message), name);
});

test('a file that loops is left when the command is interrupted', async () => {
  const cwd = folderWith({ 'chinook-eval.config.js': 'for (;;);' });
  const controller = new AbortController();
  const loading = loadConfig(undefined, cwd, controller.signal);
  setTimeout(() => controller.abort(), 300);
  await assert.rejects(loading, (error) => error instanceof Interrupted);
});
