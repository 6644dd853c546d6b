import type { Define } from './index.ts';
import type { RestoreFlags } from './restore-action.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('restore')
    .description('bring a set back into an empty or stopped data folder; what was there is kept')
    .argument('[set]', 'the label of a set (default: the newest one)')
    .requiredOption('--from <folder>', 'the folder of the sets')
    .option(
      '--to <folder>',
      'an empty or new folder, or a data folder that nobody works with (default: data/, if it is the one that the set is of)',
    )
    .option(
      '--drill',
      'restore into a temporary folder, check it, run a few scenarios, and tell how long it took',
    )
    .option('--json', 'print what was restored as JSON')
    .action(async (set: string | undefined, flags: RestoreFlags) => {
      const { restoreSet } = await import('./restore-action.ts');
      done(await restoreSet(set, flags, streams));
    });
};
