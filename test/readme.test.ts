import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildProgram } from '../src/commands/program.ts';
import { LAYOUTS } from '../src/layouts/index.ts';
import { loadLayouts } from '../src/layouts/load.ts';
import { main } from '../src/main.ts';
import { UNIT_EXAMPLE } from '../src/operations/audit/isolation.ts';
import { RUNBOOKS } from '../src/operations/monitor/alerts/rules.ts';
import { TemporaryFolder } from './support/dataset.ts';
import { recordedStreams } from './support/streams.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const contributing = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8');

/** The code blocks of a language, each with the file name in its first line's comment. */
function codeBlocks(text: string, language: string): { name: string; code: string }[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, code = '']) => ({
    name: /^\/\/ ([\w./-]+)/.exec(code)?.[1] ?? '',
    code,
  }));
}

test('every option and command that the README names exists', async () => {
  const program = await buildProgram(recordedStreams().streams, undefined, () => {});
  const known = new Set(
    program.commands
      .flatMap((command) => [command, ...command.commands])
      .flatMap((command) => command.options.map((option) => option.long)),
  );
  known.add('--help').add('--debug').add('--version');
  for (const [option] of readme.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)) assert.ok(known.has(option), option);
  const names = program.commands.map((command) => command.name());
  for (const [, command = ''] of readme.matchAll(/chinook-eval (?!\||--)([a-z]+)\b/g))
    if (command !== 'builds' && command !== 'then') assert.ok(names.includes(command), command);
  for (const layout of LAYOUTS) assert.match(readme, new RegExp(`^\\| \`${layout.name}\` \\|`, 'm'));
});

test('the documents that the README and the program name come with the package', () => {
  const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { status, stdout, stderr } = spawnSync('npm', pack, {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const packed = new Set(files.map(({ path }) => path));
  const named = [...readme.matchAll(/\]\((docs\/[\w/.-]+)/g)].map(([, path]) => path);
  assert.ok(named.length > 5);
  for (const path of [...named, RUNBOOKS, UNIT_EXAMPLE]) assert.ok(packed.has(String(path)), path);
});

test("the README's own layout and scenario work as they stand there", async () => {
  const folder = new TemporaryFolder();
  const blocks = codeBlocks(readme, 'js');
  assert.deepEqual(
    blocks.map((block) => block.name),
    ['mine.js', 'own/artist-by-id.mjs'],
  );
  mkdirSync(join(folder.path, 'own'));
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  for (const { name, code } of blocks) writeFileSync(join(folder.path, name), code);
  assert.equal(
    (await loadLayouts(['./mine.js'], folder.path, new AbortController().signal))[0]?.name,
    'sessions-apart',
  );
  const recorded = recordedStreams({ cwd: folder.path });
  const words = ['--layouts', 'single,./mine.js', '--scenarios', 'own', '--filter', 'artist-by-id'];
  const code = await main(
    ['bench', '--quick', '--scale', '1', '--rounds', '2', '--no-diagrams', ...words],
    recorded.streams,
  );
  assert.equal(code, 0, recorded.err());
  assert.match(recorded.out(), /artist-by-id/);
});

test('the scenario in CONTRIBUTING is a scenario', async () => {
  const folder = new TemporaryFolder();
  const [block] = codeBlocks(contributing, 'ts');
  const model = new URL('../src/model/scenario.ts', import.meta.url).href;
  const file = join(folder.path, 'artist-by-id.ts');
  writeFileSync(file, (block?.code ?? '').replace('../src/model/scenario.ts', model));
  const { checkScenario } = await import('../src/bench/load.ts');
  const { default: scenario } = (await import(pathToFileURL(file).href)) as { default: unknown };
  assert.equal(checkScenario(scenario, 'CONTRIBUTING').name, 'artist-by-id');
});
