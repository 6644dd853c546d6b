import { Option } from 'commander';
import type { ExperimentFlags } from './experiment-action.ts';
import type { Define } from './index.ts';
import { list, positiveInteger, size } from './options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('experiment')
    .description('what splitting costs and gains beyond one query: several writers, crashes, backups, caches')
    .argument('[names...]', 'which; all of them where none is named (--list lists them)')
    .option('--list', 'list the experiments')
    .option('--layouts <names>', 'layouts by name or file; the first is compared with (default: all)', list)
    .option('--quick', 'the short forms, together a minute and a half: for a first look, not for decisions')
    .option(
      '--seed <file>',
      'official Chinook file, SQLite or SQL (default: $CHINOOK_SEED, or the built-in catalogue)',
    )
    .addOption(new Option('--scale <n>', 'copies of the seed').argParser(positiveInteger))
    .addOption(new Option('--size <bytes>', 'build about this much instead (default: 50MB)').argParser(size))
    .addOption(
      new Option(
        '--max-size <bytes>',
        'the largest data that experiment scale builds (default: 600MB)',
      ).argParser(size),
    )
    .option(
      '--work <folder>',
      'where the temporary databases are put (default: the temporary folder of the system)',
    )
    .option('--json', 'print the results as JSON')
    .action(async (names: readonly string[], flags: ExperimentFlags) => {
      const { experiment } = await import('./experiment-action.ts');
      done(await experiment(names, flags, streams));
    });
};
