import { Option } from 'commander';
import type { Define } from './index.ts';
import { REPORT_FORMATS, reportFormats } from './options.ts';
import type { ReportFlags } from './report-action.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('report')
    .description('make reports again from the run document of an earlier bench')
    .argument('<run>', 'a run.json, or the folder it is in')
    .addOption(
      new Option('--format <formats>', 'what to make, with commas between them (default: markdown)')
        .choices(REPORT_FORMATS)
        .argParser(reportFormats),
    )
    .addOption(new Option('--terminal', 'the table that bench prints').conflicts('format'))
    .option(
      '--out <path>',
      'write to this file or into this folder (default: one format to standard output, several beside the run)',
    )
    .addOption(new Option('--open', 'show the HTML report in the browser').conflicts('terminal'))
    .option(
      '--weights <list>',
      'what counts how much in the verdict, such as write=3,security=0 (default: all 1)',
    )
    .option('--no-diagrams', 'leave diagrams as text: needs no browser')
    .option('--browser <file>', 'Chrome or Chromium to draw diagrams with')
    .action(async (path: string, flags: ReportFlags) => {
      const { report } = await import('./report-action.ts');
      done(await report(path, flags, streams));
    });
};
