import { InvalidArgumentError, Option } from 'commander';
import type { Define } from './index.ts';
import { recall } from './recommend.ts';
import type { VectorsIndexFlags } from './vectors-index-action.ts';

export const define: Define = (program, streams, done) => {
  const vectors = program.command('vectors').description('the vectors that recommendations rest on');
  vectors
    .command('index')
    .description(
      'make the inverted file anew, by which approximate searches are faster; the old one serves until then',
    )
    .option('--data <folder>', 'a folder that build has made (default: data)')
    .option('--layout <name>', 'the layout that the data has to be of')
    .addOption(
      new Option('--cells <n>', 'into how many cells (default: chosen for the recall)').argParser(cells),
    )
    .addOption(
      new Option('--recall <share>', 'how many of the true nearest a search is to find')
        .argParser(recall)
        .default(0.99),
    )
    .option('--json', 'print what was made, with the whole curves, as JSON')
    .action(async (flags: VectorsIndexFlags) => {
      const { vectorsIndex } = await import('./vectors-index-action.ts');
      done(await vectorsIndex(flags, streams));
    });
};

function cells(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 4096)
    throw new InvalidArgumentError('Give a whole number from 1 to 4096.');
  return value;
}
