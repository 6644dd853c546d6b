import { InvalidArgumentError, Option } from 'commander';
import type { Define } from './index.ts';
import { positiveInteger } from './options.ts';
import { recall } from './recommend.ts';
import type { VectorsExportFlags } from './vectors-export-action.ts';
import type { VectorsImportFlags } from './vectors-import-action.ts';
import type { VectorsIndexFlags } from './vectors-index-action.ts';
import type { VectorsVerifyFlags } from './vectors-verify-action.ts';

const DATA = ['--data <folder>', 'a folder that build has made (default: data)'] as const;
const LAYOUT = ['--layout <name>', 'the layout that the data has to be of'] as const;

export const define: Define = (program, streams, done) => {
  const vectors = program
    .command('vectors')
    .description('the vectors that recommendations rest on: from audio files, out, in, and checked');
  vectors
    .command('import')
    .description(
      'make vectors of the audio files in a folder (WAV, FLAC, MP3, Ogg Vorbis), or read a file that export wrote',
    )
    .argument('<music>', 'the folder with audio files; or a .jsonl or .csv file of vectors')
    .option(...DATA)
    .option(...LAYOUT)
    .option(
      '--map <file>',
      'a CSV file,track_id that says which file is which track (default: by their tags)',
    )
    .addOption(
      new Option('--workers <n>', 'files that are read at the same time (default: one a core)').argParser(
        positiveInteger,
      ),
    )
    .option('--replace', 'remove the vectors of other models, in the same transaction')
    .option('--json', 'print what was done as JSON')
    .action(async (music: string, flags: VectorsImportFlags) => {
      const { vectorsImport } = await import('./vectors-import-action.ts');
      done(await vectorsImport(music, flags, streams));
    });
  vectors
    .command('export')
    .description('write all vectors with their tracks and their model; import reads them back exactly')
    .option(...DATA)
    .option(...LAYOUT)
    .requiredOption('--out <file>', 'a .csv or .jsonl file, or - for standard output (JSON lines)')
    .action(async (flags: VectorsExportFlags) => {
      const { vectorsExport } = await import('./vectors-export-action.ts');
      done(await vectorsExport(flags, streams));
    });
  vectors
    .command('verify')
    .description('check each vector: its length, its model, its track, and the index')
    .option(...DATA)
    .option(...LAYOUT)
    .option('--json', 'print what was found as JSON')
    .action(async (flags: VectorsVerifyFlags) => {
      const { vectorsVerify } = await import('./vectors-verify-action.ts');
      done(await vectorsVerify(flags, streams));
    });
  vectors
    .command('index')
    .description(
      'make the inverted file anew, by which approximate searches are faster; the old one serves until then',
    )
    .option(...DATA)
    .option(...LAYOUT)
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
