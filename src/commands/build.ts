import { Option } from 'commander';
import type { BuildFlags } from './build-action.ts';
import type { Define } from './index.ts';
import { positiveInteger, size } from './options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('build')
    .description('build a dataset in one layout and keep the files')
    .requiredOption('--out <folder>', 'an empty or new folder for the databases')
    .option('--layout <name>', 'layout by name or file', 'single')
    .option(
      '--seed <file>',
      'official Chinook file, SQLite or SQL (default: $CHINOOK_SEED, or the built-in catalogue)',
    )
    .addOption(new Option('--scale <n>', 'copies of the seed').argParser(positiveInteger))
    .addOption(new Option('--size <bytes>', 'build about this much instead (default: 50MB)').argParser(size))
    .option('--json', 'print what was built as JSON')
    .action(async (flags: BuildFlags) => {
      const { build } = await import('./build-action.ts');
      done(await build(flags, streams));
    });
};
