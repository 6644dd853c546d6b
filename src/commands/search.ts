import { Option } from 'commander';
import type { Define } from './index.ts';
import { wholeNumber } from './options.ts';
import { type SearchFlags, SHOWN, searchKinds } from './search-options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('search')
    .description('find tracks and albums by their words; verify, rebuild or optimize the full-text indexes')
    .argument(
      '[text...]',
      'words, "words in a row", -without (after --), begin*, this OR that, artist: album: title: composer: before a word',
    )
    .addOption(
      new Option('--in <kinds>', 'where to look: tracks, albums (default: both)').argParser(searchKinds),
    )
    .addOption(new Option('--limit <n>', 'hits of a page').argParser(wholeNumber).default(SHOWN))
    .option('--after <token>', 'go on where the page before ended')
    .option('--typing', 'the last word may be unfinished')
    .option('--data <folder>', 'a folder that build has made (default: data/, or the built-in catalogue)')
    .option('--layout <name>', 'of the data folder, or of the built-in catalogue')
    .option('--verify', 'compare the indexes with the tables')
    .option('--rebuild', 'make the indexes anew from the tables')
    .option('--optimize', 'merge the segments of the indexes, measured before and after')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nA text with a word that begins with a dash comes after --, and options before it:\n  chinook-eval search --limit 5 -- love -live',
    )
    .action(async (words: readonly string[], flags: SearchFlags) => {
      const { search } = await import('./search-action.ts');
      done(await search(words, flags, streams));
    });
};
