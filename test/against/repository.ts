import assert from 'node:assert/strict';
import { execFileSync, execSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { obtainSide } from '../../src/against/obtain.ts';
import type { OtherSide } from '../../src/against/side.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const base = new TemporaryFolder().path;

/** The environment of a user; what `npm test` itself passes on is in it, what `node --test` does is not. */
export const ENV: Readonly<Record<string, string | undefined>> = {
  ...process.env,
  NODE_TEST_CONTEXT: undefined,
  NODE_OPTIONS: undefined,
  NODE_V8_COVERAGE: undefined,
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  npm_config_cache: join(base, 'npm-cache'),
};

/** Where worktrees are put in this process: os.tmpdir() reads these. */
const temporary = join(base, 'tmp');
mkdirSync(temporary);
for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = temporary;

const made: Repository[] = [];

export function newFolder(name: string): string {
  return mkdtempSync(join(base, `${name}-`));
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [place, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    writeFileSync(join(folder, place), text);
  }
}

export class Repository {
  readonly path = newFolder('repository');

  constructor() {
    this.git('init', '-q', '-b', 'main');
    made.push(this);
  }

  git(...words: string[]): string {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
    return execFileSync('git', [...identity, ...words], {
      cwd: this.path,
      env: { ...ENV },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  /** Writes the lock file for the package.json at the top; its dependencies are folders of the repository. */
  lock(): void {
    const env = { ...ENV, npm_config_local_prefix: undefined };
    const words = 'install --package-lock-only --offline --ignore-scripts';
    execSync(`npm ${words}`, { cwd: this.path, env, stdio: 'ignore' });
  }

  /** Commits everything, and returns the commit. */
  commit(files: Readonly<Record<string, string>>): string {
    write(this.path, files);
    this.git('add', '--all');
    this.git('commit', '-q', '--allow-empty', '-m', 'test');
    return this.git('rev-parse', 'HEAD');
  }
}

export const DECLARED = { trialProtocol: 1, trialProgram: 'dist/trial.js' };

const BUILD = `import { mkdirSync, writeFileSync } from 'node:fs';
import description from './package.json' with { type: 'json' };
mkdirSync('dist', { recursive: true });
writeFileSync('dist/trial.js', '// ' + description.version + '\\n');
`;

/** A tiny chinook-eval that compiles itself when it is installed, in a folder ("" or "packages/tool/"). */
export function tool(
  version: string,
  { folder = '', ...fields }: { folder?: string; [field: string]: unknown } = {},
): Record<string, string> {
  const description = { name: 'chinook-eval', version, type: 'module' };
  const lock = { ...description, lockfileVersion: 3, requires: true, packages: { '': description } };
  const scripts = { prepare: 'node build.js' };
  return {
    '.gitignore': 'dist/\nnode_modules/\n',
    [`${folder}package.json`]: JSON.stringify({ ...description, scripts, chinookEval: DECLARED, ...fields }),
    [`${folder}package-lock.json`]: JSON.stringify(lock),
    [`${folder}build.js`]: BUILD,
  };
}

export interface Obtaining {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly progress?: string[];
}

export function obtain(target: string, cwd: string, options: Obtaining = {}): Promise<OtherSide> {
  const { env = ENV, signal = new AbortController().signal, progress = [] } = options;
  const told = (line: string) => progress.push(line);
  return obtainSide(target, { cwd, env, signal, onProgress: told, onNote: told });
}

/** No temporary folder and no worktree is left; for afterEach. */
export function assertNothingLeft(): void {
  assert.deepEqual(readdirSync(temporary), []);
  for (const repository of made) {
    const trees = repository.git('worktree', 'list', '--porcelain').match(/^worktree /gm);
    assert.equal(trees?.length, 1, `worktrees of ${repository.path}`);
  }
}

export function temporaryFolders(): string[] {
  return readdirSync(temporary).map((name) => join(temporary, name));
}

/** One line, and no stack: what main prints as it is. */
export function refusal(exitCode: number, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    const { name, exitCode: code, message: said } = error as Error & { exitCode?: number };
    assert.equal(name, 'Failure', String((error as Error).stack));
    assert.match(said, message);
    assert.doesNotMatch(said, /\n/);
    assert.equal(code, exitCode, said);
    return true;
  };
}
