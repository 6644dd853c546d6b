import { Command, CommanderError } from 'commander';
import { EXIT } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { version } from '../version.ts';
import { COMMANDS, type CommandName } from './index.ts';

/** The program with the named command, or with all of them (for --help, completion and misspelt names). */
export async function buildProgram(
  streams: Streams,
  named: CommandName | undefined,
  done: (exitCode: number) => void,
): Promise<Command> {
  const program = new Command('chinook-eval')
    .description(
      'Should this SQLite application keep one database file, or split it into several? Measures both.',
    )
    .version(version())
    .option('--debug', 'print a stack trace with an error')
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: (text, write) => write(`${oneLine(text)} (${wayOut(text, named)})\n`),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride();
  for (const name of named ? [named] : (Object.keys(COMMANDS) as CommandName[])) {
    const { define } = await COMMANDS[name]();
    define(program, streams, done);
  }
  for (const command of program.commands) inherit(command, program);
  return program;
}

/** Sub-commands made before or after the settings share them all the same. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
}

export async function runProgram(
  argv: readonly string[],
  streams: Streams,
  named: CommandName | undefined,
): Promise<number> {
  let exitCode: number = EXIT.fine;
  const program = await buildProgram(streams, named, (code) => {
    exitCode = code;
  });
  if (argv.length === 0) {
    streams.stdout.write(program.helpInformation());
    return EXIT.fine;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  }
  return exitCode;
}

/** To commander a word that is to be left out of a search is an option. */
function wayOut(text: string, named: CommandName | undefined): string {
  const left = named === 'search' ? /unknown option '(-[^-'][^']*)'/.exec(text)?.[1] : undefined;
  return left === undefined
    ? '--help lists what there is'
    : `a text with ${left} in it comes after --: chinook-eval search -- love ${left}`;
}

/** commander puts its suggestion on a second line. */
function oneLine(text: string): string {
  return text
    .trim()
    .replace(/^error: /, 'chinook-eval: ')
    .replaceAll(/\s*\n\s*/g, ' ');
}
