import type { CacheFlags } from './cache-action.ts';
import type { Define } from './index.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('cache')
    .description(
      'the query cache of a data folder: what lies in it, how it was used; sweep, invalidate or empty it',
    )
    .option('--data <folder>', 'a folder that build has made (default: data)')
    .option('--layout <name>', 'the folder has to be of this layout, or hold one of its name that is')
    .option('--sweep', 'remove expired entries, a hundred at a time')
    .option('--invalidate <tag>', 'end all entries of a tag')
    .option('--clear', 'end all entries, then remove them, a hundred at a time')
    .option('--json', 'print JSON')
    .action(async (flags: CacheFlags) => {
      const { cache } = await import('./cache-action.ts');
      done(await cache(flags, streams));
    });
};
