import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { COMMANDS } from '../../src/commands/index.ts';
import { runMain } from '../report/run-main.ts';

const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const { stdout: script } = await runMain(['completion', 'bash']);

/** What a real bash offers for the last of these words, as readline would have cut them. */
function complete(...words: string[]): string[] {
  const program = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
compspec=$(complete -p chinook-eval); [[ $compspec == *'-o default -F _chinook_eval'* ]] || exit 9
_chinook_eval
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['--norc', '-c', program, 'bash', ...words], { encoding: 'utf8' });
  return text.split('\n').filter((line) => line !== '');
}

describe('bash', { skip: !has('bash') }, () => {
  it('commands and sub-commands', () => {
    assert.deepEqual(complete('chinook-eval', ''), [...Object.keys(COMMANDS), 'help']);
    assert.deepEqual(complete('chinook-eval', 'se'), ['search', 'seed']);
    assert.deepEqual(complete('chinook-eval', 'seed', ''), ['info', 'download', 'help']);
    assert.deepEqual(complete('chinook-eval', '--debug', 'seed', 'd'), ['download']);
  });

  it('options of the command, and of no other', () => {
    assert.deepEqual(complete('chinook-eval', 'report', '--'), [
      '--format',
      '--terminal',
      '--out',
      '--open',
      '--weights',
      '--no-diagrams',
      '--browser',
      '--help',
    ]);
    assert.deepEqual(complete('chinook-eval', 'seed', 'download', '--t'), ['--to']);
    assert.ok(complete('chinook-eval', 'bench', '--').includes('--layouts'));
  });

  it('choices of options and arguments', () => {
    assert.deepEqual(complete('chinook-eval', 'report', '--format', ''), [
      'markdown',
      'html',
      'json',
      'csv',
      'junit',
      'benchmark',
    ]);
    assert.deepEqual(complete('chinook-eval', 'report', '--format', '=', 'c'), ['csv']);
    assert.deepEqual(complete('chinook-eval', 'report', '--format', '='), [
      'markdown',
      'html',
      'json',
      'csv',
      'junit',
      'benchmark',
    ]);
    assert.deepEqual(complete('chinook-eval', 'completion', 'z'), ['zsh']);
  });

  it('nothing of ours where a file is meant, so that bash offers files', () => {
    assert.deepEqual(complete('chinook-eval', 'report', ''), []);
    assert.deepEqual(complete('chinook-eval', 'bench', '--seed', ''), []);
  });
});

it('zsh: a script that zsh takes', async () => {
  const { code, stdout } = await runMain(['completion', 'zsh']);
  assert.equal(code, 0);
  assert.match(stdout, /^#compdef chinook-eval /);
  assert.match(
    stdout,
    /'report:--format'\) compadd -- 'markdown' 'html' 'json' 'csv' 'junit' 'benchmark'; return ;;/,
  );
  if (has('zsh')) assert.equal(spawnSync('zsh', ['-n'], { input: stdout }).status, 0);
});

it('another shell, or none: exit 2', async () => {
  for (const argv of [['completion', 'fish'], ['completion']]) {
    const { code, stdout, stderr } = await runMain(argv);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^chinook-eval: /);
  }
});
