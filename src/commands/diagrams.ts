import { Option } from 'commander';
import type { DiagramsFlags } from './diagrams-action.ts';
import type { Define } from './index.ts';
import { list, PICTURE_FORMATS, pictureFormats } from './options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('diagrams')
    .description('draw the schema, the placement and the data flow of layouts, and what a run measured')
    .argument('[run]', 'a run.json, or the folder it is in (default: the newest in reports/; else none)')
    .option('--out <folder>', 'where the diagrams are put', 'reports/diagrams')
    .addOption(
      new Option('--format <formats>', 'what to write, with commas between them')
        .choices(PICTURE_FORMATS)
        .argParser(pictureFormats)
        .default(['mmd', 'svg'], 'mmd,svg'),
    )
    .option('--only <names>', 'only these: er, layout, flow, performance, memory, search, operations', list)
    .option(
      '--database <file>',
      'draw the schema of any SQLite file instead; repeatable',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option('--data <folder>', 'draw a data folder instead: its schema, and how its operations last went')
    .option('--backups <folder>', 'with --data: where its backups lie')
    .option('--layouts <names>', 'without a run: the layouts to build at scale 1 (default: all)', list)
    .option(
      '--seed <file>',
      'without a run: an official Chinook file (default: $CHINOOK_SEED, or the built-in catalogue)',
    )
    .addOption(
      new Option(
        '--renderer <name>',
        'page: all in one page; mermaid-cli: a page for each, as its library does it',
      )
        .choices(['page', 'mermaid-cli'])
        .default('page'),
    )
    .option(
      '--browser <file>',
      'Chrome or Chromium to draw with (default: $PUPPETEER_EXECUTABLE_PATH, an installed one, the packaged one)',
    )
    .option('--json', 'list what was written as JSON')
    .action(async (run: string | undefined, flags: DiagramsFlags) => {
      const { diagrams } = await import('./diagrams-action.ts');
      done(await diagrams(run, flags, streams));
    });
};
