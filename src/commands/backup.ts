import type { BackupFlags } from './backup-action.ts';
import type { Define } from './index.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('backup')
    .description('copy all databases of a data folder as of one moment, verified, into a set')
    .option('--data <folder>', 'a folder that build has made (default: data/)')
    .requiredOption('--to <folder>', 'the folder of the sets; made if it is not there')
    .option(
      '--keep <numbers>',
      'remove sets but the newest of so many days, weeks ...: 7d,4w; or the newest 5',
    )
    .option('--every <pattern>', 'stay and do it on a schedule: a cron pattern such as "0 3 * * *"')
    .option('--notify <url>', 'post a JSON alert there when a backup fails')
    .option('--json', 'print what was made as JSON; with --every one line each')
    .action(async (flags: BackupFlags) => {
      const { backup } = await import('./backup-action.ts');
      done(await backup(flags, streams));
    });
};
