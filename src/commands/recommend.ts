import { InvalidArgumentError, Option } from 'commander';
import type { Define } from './index.ts';
import { list, wholeNumber } from './options.ts';
import type { RecommendFlags } from './recommend-action.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('recommend')
    .description('tracks like a track, several tracks, a playlist, or words, with the reasons')
    .addOption(new Option('--track <id>', 'like this track').argParser(id))
    .addOption(new Option('--tracks <ids>', 'like these, with commas between them').argParser(ids))
    .addOption(new Option('--playlist <id>', 'like what is on this playlist').argParser(id))
    .option('--like <text>', 'like the tracks that match these words, and other matches')
    .option('--genre <name>', 'only of this genre, by name or number')
    .addOption(new Option('--k <n>', 'how many, 1 to 1000').argParser(wholeNumber).default(10))
    .option('--exact', 'compare with every vector, also where an answer was kept from before')
    .addOption(
      new Option(
        '--recall <share>',
        'how many of the true nearest are to be found at least (default: what the index was made for)',
      )
        .argParser(recall)
        .conflicts('exact'),
    )
    .option('--no-cache', 'keep nothing in similarity_cache')
    .option('--data <folder>', 'a folder that build has made (default: data/, or the built-in catalogue)')
    .option('--layout <name>', 'of the data folder, or of the built-in catalogue')
    .option('--json', 'print the result as JSON')
    .action(async (flags: RecommendFlags) => {
      const { recommend } = await import('./recommend-action.ts');
      done(await recommend(flags, streams));
    });
};

function id(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Give a whole number from 1 on.');
  return value;
}

function ids(text: string): readonly number[] {
  return list(text).map(id);
}

/** "0.99" or "99%" */
export function recall(text: string): number {
  const value = /^\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!/^[\d.]+%?$/.test(text) || !(value > 0 && value <= 1))
    throw new InvalidArgumentError('Give a share above 0 and at most 1, such as 0.99.');
  return value;
}
