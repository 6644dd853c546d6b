import { Option } from 'commander';
import type { BenchFlags } from './bench-plan.ts';
import type { Define } from './index.ts';
import {
  blockLength,
  duration,
  exportTarget,
  list,
  positiveInteger,
  size,
  threshold,
  wholeNumber,
} from './options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('bench')
    .description('build the layouts, replay the scenarios on them, and report what differs')
    .option(
      '--seed <file>',
      'official Chinook file, SQLite or SQL (default: $CHINOOK_SEED, or the built-in catalogue)',
    )
    .option(
      '--layouts <names>',
      'layouts to measure, by name or file; the first is compared with (default: single,three; all: every built-in one)',
      list,
    )
    .option('--scenarios <folder>', 'measure the scenarios in this folder as well')
    .option(
      '--filter <text>',
      'only scenarios whose kind/name contains this, or matches /regular expression/',
    )
    .addOption(new Option('--scale <n>', 'copies of the seed').argParser(positiveInteger))
    .addOption(new Option('--size <bytes>', 'build about this much instead (default: 50MB)').argParser(size))
    .option('--quick', 'small data and few rounds: for a first look, not for decisions')
    .addOption(
      new Option('--experiments [form]', 'run the experiments as well, "quick": in their short forms')
        .choices(['full', 'quick'])
        .preset('full')
        .conflicts('against'),
    )
    .option('--against <ref>', 'measure this version against a git ref, or against a folder, in turns')
    .option('--baseline <file>', 'compare with a run that --save-baseline wrote on this machine')
    .option('--save-baseline <file>', 'store this run to compare later ones with')
    .option('--fail-on-regression', 'exit 1 where something is slower or worse, 4 where that stays open')
    .option('--allow-foreign', "another machine's baseline: compare what does not depend on the machine")
    .addOption(
      new Option('--threshold <share>', 'what counts as a difference (default: 2%)').argParser(threshold),
    )
    .addOption(
      new Option(
        '--max-time <time>',
        'go on measuring what is not decided for at most this long (default: 3m; with --against 10m)',
      ).argParser(duration),
    )
    .option('--config <file>', 'settings and budgets (default: chinook-eval.config.{js,mjs,ts,json})')
    .addOption(new Option('--rounds <n>', 'blocks in each process (default: 16)').argParser(positiveInteger))
    .addOption(
      new Option(
        '--generations <n>',
        'exactly so many fresh processes for each trial (default: 8, more for what is not decided)',
      ).argParser(positiveInteger),
    )
    .addOption(
      new Option('--time <time>', 'measure each trial about this long, such as 2s; sets --rounds').argParser(
        duration,
      ),
    )
    .addOption(new Option('--block <time>', 'length of a block (default: 6ms)').argParser(blockLength))
    .addOption(
      new Option(
        '--random-seed <n>',
        'draw the order of blocks from this (default: a new one, recorded)',
      ).argParser(wholeNumber),
    )
    .option('--out <folder>', 'where the report folder is made', 'reports')
    .option(
      '--work <folder>',
      'where the temporary databases are put (default: the temporary folder of the system)',
    )
    .addOption(
      new Option(
        '--export <format=file>',
        'also write json, csv, markdown, junit or benchmark there; repeatable',
      ).argParser(exportTarget),
    )
    .option(
      '--weights <list>',
      'what counts how much in the verdict, such as write=3,security=0 (default: all 1)',
    )
    .option('--no-diagrams', 'leave the diagrams of the report as text: needs no browser')
    .option('--browser <file>', 'Chrome or Chromium to draw diagrams with')
    .option('--json', 'print the run document instead of the table')
    .action(async (flags: BenchFlags) => {
      const { bench } = await import('./bench-action.ts');
      done(await bench(flags, streams));
    });
};
