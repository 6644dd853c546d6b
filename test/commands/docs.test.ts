import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Command } from 'commander';
import { buildProgram } from '../../src/commands/program.ts';
import { recordedStreams } from '../support/streams.ts';

const PAGES = ['README.md', 'docs/migrate.md', 'docs/monitor.md', 'docs/backup.md', 'docs/security.md'];

/** Commands to be pasted: lines of code, and code in a sentence, which may go on in the next line. */
function commandsOf(page: string): string[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const lines = [...text.matchAll(/^(?: {4}|\$ | {4}\$ )(chinook-eval .*)$/gm)].map(([, line]) =>
    String(line),
  );
  const inline = [...text.matchAll(/`(chinook-eval [^`]+)`/g)].map(([, code]) => String(code));
  return [...lines, ...inline.map((code) => code.replaceAll(/\s+/g, ' '))];
}

/** As a shell takes it, but for comments, where the output goes, and the brackets round what may be left out. */
function wordsOf(command: string): string[] {
  const words =
    command
      .replace(/\s(?:#|>).*$/, '')
      .replaceAll(/[[\]]/g, '')
      .match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words.slice(1).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}

/** Takes words as the program does, and does nothing. */
async function takes(words: readonly string[]): Promise<string> {
  const { streams, err } = recordedStreams();
  const program = await buildProgram(streams, undefined, () => {});
  const still = (command: Command): void => {
    command.commands.forEach(still);
    if (command !== program) command.action(() => {});
  };
  still(program);
  await program.parseAsync(words, { from: 'user' }).catch(() => {});
  return err();
}

test('every command in the pages of operations is one that the program takes', async () => {
  for (const page of PAGES) {
    const commands = commandsOf(page);
    assert.ok(commands.length > 3, page);
    for (const command of commands) assert.equal(await takes(wordsOf(command)), '', `${page}: ${command}`);
  }
});

test('a command without what it needs is found', async () => {
  assert.match(await takes(wordsOf('chinook-eval backup --keep 7d,4w')), /--to/);
  assert.match(await takes(wordsOf('chinook-eval audit --fix --all   # no such option')), /--all/);
});
