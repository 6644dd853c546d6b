import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted } from '../../src/model/failure.ts';
import {
  assertNothingLeft,
  ENV,
  newFolder,
  obtain,
  Repository,
  temporaryFolders,
  tool,
  write,
} from './repository.ts';

afterEach(assertNothingLeft);

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    if (condition()) return;
    await sleep(25);
  }
  assert.fail(`waited in vain for ${what}`);
}

/** A process that has ended and waits to be collected counts as gone. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync('/proc/self') === false;
  }
}

const pidIn = (file: string) => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);

for (const stubborn of [false, true]) {
  test(`interrupted during npm ci: the script ${stubborn ? 'that ignores SIGTERM ' : ''}is ended, nothing is left`, {
    skip: process.platform === 'win32' && 'no process groups on Windows',
  }, async () => {
    const marker = join(newFolder('marker'), 'pid');
    const wait = `import { writeFileSync } from 'node:fs';
      ${stubborn ? "process.on('SIGTERM', () => {});" : ''}
      setTimeout(() => {}, 60_000);
      writeFileSync(${JSON.stringify(marker)}, String(process.pid));`;
    const repository = new Repository();
    repository.commit({ ...tool('1.0.0', { scripts: { prepare: 'node wait.js' } }), 'wait.js': wait });
    const controller = new AbortController();
    const obtaining = obtain('main', repository.path, { signal: controller.signal });
    const refused = assert.rejects(obtaining, Interrupted);
    await until('the script', () => pidIn(marker) > 0);
    assert.equal(temporaryFolders().length, 1);
    const pid = pidIn(marker);
    assert.ok(runs(pid));
    controller.abort();
    await refused;
    assert.equal(runs(pid), false);
    assertNothingLeft();
  });
}

test('interrupted while git checks out: no folder, no entry, no lock', {
  skip: process.platform === 'win32' && 'a shell script stands for a slow filter',
}, async () => {
  const folder = newFolder('filter');
  const marker = join(folder, 'pid');
  write(folder, {
    slow: `#!/bin/sh\necho $$ > "${marker}.part" && mv "${marker}.part" "${marker}"\nexec sleep 60\n`,
  });
  chmodSync(join(folder, 'slow'), 0o755);
  const repository = new Repository();
  repository.commit({ ...tool('1.0.0'), '.gitattributes': 'big filter=slow\n', big: '' });
  repository.commit({ big: 'content' });
  repository.git('config', 'filter.slow.smudge', join(folder, 'slow'));
  const controller = new AbortController();
  const refused = assert.rejects(obtain('main', repository.path, { signal: controller.signal }), Interrupted);
  await until('the filter', () => pidIn(marker) > 0);
  const pid = pidIn(marker);
  controller.abort();
  await refused;
  assert.equal(runs(pid), false);
  assertNothingLeft();
});

test('interrupted before it begins', async () => {
  const repository = new Repository();
  repository.commit(tool('1.0.0'));
  for (const target of ['main', repository.path])
    await assert.rejects(obtain(target, repository.path, { signal: AbortSignal.abort() }), Interrupted);
});

test('a git that dies while it makes the worktree leaves no locked entry', {
  skip: process.platform === 'win32' && 'a shell script stands for git',
}, async () => {
  const folder = newFolder('git');
  const real = (ENV.PATH ?? '').split(delimiter).find((place) => existsSync(join(place, 'git'))) ?? '';
  write(folder, {
    git: `#!/bin/sh
case "$*" in
  *"worktree add"*) "${real}/git" "$@" >/dev/null 2>&1; for path; do case "$path" in */base) "${real}/git" worktree lock "$path";; esac; done; echo "fatal: out of luck" >&2; exit 128;;
  *) exec "${real}/git" "$@";;
esac
`,
  });
  chmodSync(join(folder, 'git'), 0o755);
  const repository = new Repository();
  repository.commit(tool('1.0.0'));
  const env = { ...ENV, PATH: `${folder}${delimiter}${ENV.PATH}` };
  await assert.rejects(
    obtain('main', repository.path, { env }),
    /could not be checked out in .*: out of luck\./,
  );
  assertNothingLeft();
});
