import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeRow } from '../../src/model/gate.ts';
import { RunDocument } from '../../src/model/run.ts';
import { assertNothingLeft, newFolder, Repository } from '../against/repository.ts';
import {
  type Ended,
  reports,
  repositoryWith,
  run,
  scenario,
  scenarioFiles,
  shim,
  stored,
  TINY,
  write,
} from './against-fixture.ts';

afterEach(assertNothingLeft);

/** Committed on main, and what becomes of it in the work tree of head. */
function changedRepository(folder = ''): Repository {
  const base = {
    plan: scenario('own-plan'),
    results: scenario('own-results'),
    same: scenario('own-same'),
    old: scenario('own-old'),
  };
  const repository = repositoryWith(base, folder);
  repository.git('rm', '-q', `${folder}own/old.mjs`);
  const head = {
    plan: scenario('own-plan', '+email'),
    results: scenario('own-results', 'email', 'id, upper(name) AS name'),
    new: scenario('own-new'),
  };
  write(repository.path, scenarioFiles(head, folder));
  return repository;
}

function rowOf(document: RunDocument, name: string): ChangeRow {
  const row = document.gate?.change?.rows.find(({ scenario }) => scenario === name);
  return row ?? assert.fail(`no row of ${name}`);
}

function assertChanged(document: RunDocument): void {
  const plan = rowOf(document, 'own-plan').figures;
  assert.deepEqual(
    plan.map(({ figure, level }) => [figure, level]),
    [['query plan', 'fail']],
  );
  assert.match(String(plan[0]?.base), /^SEARCH users USING INDEX/);
  assert.match(String(plan[0]?.head), /^SCAN users/);
  const results = rowOf(document, 'own-results');
  assert.equal(results.time, null, 'other work, no speed');
  assert.deepEqual(
    results.figures.map(({ figure, level }) => [figure, level]),
    [
      ['bytecode', 'warn'],
      ['results', 'fail'],
    ],
  );
  const same = rowOf(document, 'own-same');
  assert.deepEqual(same.figures, [], 'the same code has the same figures');
  assert.ok(same.figuresEqual >= 4 && same.time !== null);
  assert.deepEqual(
    document.gate?.change?.rows.filter(({ scenario }) => scenario === null).map(({ figures }) => figures),
    [[]],
  );
}

test('what changed is named and fails with --fail-on-regression; both sides are run documents', async () => {
  const repository = changedRepository();
  const words = ['--against', 'main', '--fail-on-regression', '--export', 'junit=gate.xml'];
  const { code, out, err } = await run(repository.path, ['bench', ...TINY, ...words]);
  assert.equal(code, 1, err);
  assert.equal(err, 'chinook-eval: head has uncommitted changes; they are measured as head\n');
  assert.match(out, /- SEARCH users USING INDEX[^\n]*\n\s*\+ SCAN users/);
  assert.match(out, /only in base\s+select\/own-old\n/);
  assert.match(out, /only in head\s+select\/own-new\n/);
  assert.match(out, /the results differ: other work/);
  assert.match(out, /^regression: \d of 3/m);
  assert.match(readFileSync(join(repository.path, 'gate.xml'), 'utf8'), /<failure .*query plan/s);

  const [head, base] = [stored(repository.path), stored(repository.path, 'base.json')];
  assertChanged(head);
  assert.equal(head.outcome, 'complete');
  assert.equal(head.gate?.change?.pairing, 'alternating');
  assert.equal(head.gate?.change?.base.label, 'main');
  assert.equal(base.tool.commit, repository.git('rev-parse', 'main'));
  assert.deepEqual(
    [head, base].map(({ scenarios }) => scenarios.map(({ name }) => name).sort()),
    [
      ['own-new', 'own-plan', 'own-results', 'own-same'],
      ['own-plan', 'own-results', 'own-same'],
    ],
  );
  assert.equal(head.dataset.digest, base.dataset.digest);
});

test('a folder within, without --fail-on-regression: exit 0, and --json prints the run document and nothing else', async () => {
  const repository = changedRepository('app/');
  const cwd = join(repository.path, 'app');
  // What --filter leaves out is not missed on either side.
  const words = ['--filter', '/own-(plan|results|same)/', '--against', 'main', '--json'];
  const { code, out, err } = await run(cwd, ['bench', ...TINY, ...words]);
  assert.equal(code, 0, err);
  const document = RunDocument.parse(JSON.parse(out));
  assertChanged(document);
  assert.deepEqual(document.gate?.change?.onlyBase, []);
  assert.deepEqual(document.gate?.change?.onlyHead, []);
  assert.deepEqual(document, stored(cwd));
  assert.match(err, /^chinook-eval: head has uncommitted changes[^\n]*\nreport [^\n]*\n$/);
});

test('a folder as base; settings of a configuration elsewhere in the checkout; nothing of head is taken for base', async () => {
  const own = { plan: scenario('own-plan') };
  const repository = repositoryWith({ plan: scenario('own-plan', '+email') }, 'app/');
  const base = newFolder('base');
  write(base, { ...shim(), ...scenarioFiles(own, 'app/') });
  // The places in it are made absolute, and are still those of each side.
  write(repository.path, {
    'settings.json': JSON.stringify({ bench: { scenarios: 'app/own' }, figures: { plan: 'warn' } }),
  });
  const cwd = join(repository.path, 'app');
  const words = TINY.filter((word) => word !== '--scenarios' && word !== 'own');
  const more = ['--config', '../settings.json', '--against', base];
  const { code, out, err } = await run(cwd, ['bench', ...words, ...more]);
  assert.equal(code, 0, err);
  assert.equal(err, '');
  assert.match(out, /query plan changed \(warning\)/);
  const { figures } = rowOf(stored(cwd), 'own-plan');
  assert.match(String(figures[0]?.base), /^SEARCH/);
  assert.equal(stored(cwd).gate?.change?.base.label, base);
  assert.ok(existsSync(join(base, 'package.json')), 'a folder of the user stays');
});

test('base has none of the scenarios: they are named, and nothing was compared', async () => {
  const repository = repositoryWith({});
  write(repository.path, scenarioFiles({ new: scenario('own-new') }));
  const { code, out, err } = await run(repository.path, ['bench', ...TINY, '--against', 'main']);
  assert.equal(code, 3, err);
  assert.match(out, /only in head\s+select\/own-new\n/);
  assert.match(out, /not comparable: no scenario was measured on the same layout on both sides/);
  assert.doesNotMatch(out, /--allow-foreign/);
  assert.equal(stored(repository.path).gate?.outcome, 'not-comparable');
});

test('what cannot be measured against is one line with the right exit code, and nothing is made', async () => {
  const repository = new Repository();
  repository.commit({ 'notes.txt': '' });
  repository.git('tag', 'bare');
  repository.commit(shim(2));
  repository.git('tag', 'other');
  repository.commit({ ...shim(), ...scenarioFiles({ same: scenario('own-same') }) });
  const cases: readonly [readonly string[], number, RegExp][] = [
    [['--against', 'mian'], 2, /--against mian: there is no such .* Did you mean main\?/],
    [['--against', 'bare'], 2, /^chinook-eval: bare \([0-9a-f]{7}\) has no package\.json/],
    [['--against', 'other'], 3, /^chinook-eval: other \(.*\) speaks trial protocol 2, this chinook-eval 1\./],
    [['--against', './nowhere'], 2, /there is no such folder/],
    [['--against', 'main', '--baseline', 'x.json'], 2, /--against and --baseline/],
  ];
  for (const [words, exitCode, message] of cases) {
    const ended: Ended = await run(repository.path, ['bench', ...TINY, ...words]);
    assert.match(ended.err, message);
    assert.match(ended.err, /^[^\n]*\n$/);
    assert.deepEqual([ended.code, ended.out], [exitCode, ''], ended.err);
    assertNothingLeft();
  }
  assert.ok(!existsSync(join(repository.path, 'reports')));
});

test('interrupted while measuring: exit 130, what was measured is kept, no worktree and no temporary folder', async () => {
  const names = ['own-a', 'own-b', 'own-c'];
  const own = Object.fromEntries(names.map((name) => [name, scenario(name)]));
  const repository = repositoryWith(own);
  writeFileSync(join(repository.path, 'notes.txt'), 'not tracked, so not dirty');
  const words = ['--rounds', '300', '--against', 'main', '--export', 'junit=gate.xml'];
  const ended = await run(repository.path, ['bench', ...TINY, ...words], {
    during: async (abort) => {
      while (!reports(repository.path).some(() => measured(repository.path) > 0)) await sleep(20);
      abort();
    },
  });
  assert.equal(ended.code, 130, ended.err);
  assert.match(ended.err, /^chinook-eval: interrupted; the \d scenarios? measured so far (is|are) in \S+\n$/);
  const document = stored(repository.path);
  assert.equal(document.outcome, 'interrupted');
  assert.equal(document.gate, null, 'a part decides nothing');
  assert.ok(document.scenarios.length >= 1 && document.scenarios.length < names.length);
  assert.equal(document.scenarios[0]?.trials[0]?.status, 'measured');
  assert.equal(stored(repository.path, 'base.json').outcome, 'interrupted');
});

function measured(folder: string): number {
  const file = join(folder, 'reports', reports(folder).at(-1) ?? '', 'run.json');
  return existsSync(file) ? stored(folder).scenarios.length : 0;
}
