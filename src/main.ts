import { COMMANDS, type CommandName } from './commands/index.ts';
import { EXIT, Failure } from './model/failure.ts';
import type { Streams } from './model/streams.ts';
import { version } from './version.ts';

/**
 * The whole program: arguments and streams in, exit code out. Never ends the process.
 * Only the named command is loaded, so that --version and --help stay as quick as Node itself.
 */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    streams.stdout.write(`${version()}\n`);
    return EXIT.fine;
  }
  try {
    const { runProgram } = await import('./commands/program.ts');
    const named = argv.find((word): word is CommandName => Object.hasOwn(COMMANDS, word));
    return await runProgram(argv, streams, named);
  } catch (error) {
    return report(error, argv.includes('--debug'), streams);
  }
}

function report(error: unknown, debug: boolean, streams: Streams): number {
  const failure = error instanceof Failure ? error : undefined;
  const text = error instanceof Error ? error.message : String(error);
  const line = failure
    ? `chinook-eval: ${text}`
    : `chinook-eval: a defect of ours: ${text.split('\n', 1)[0]} (run again with --debug and report it)`;
  streams.stderr.write(`${line}\n`);
  if (debug && error instanceof Error) streams.stderr.write(`${error.stack}\n`);
  return failure?.exitCode ?? EXIT.defect;
}
