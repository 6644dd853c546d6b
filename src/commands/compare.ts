import { Option } from 'commander';
import type { CompareFlags } from './compare-action.ts';
import type { Define } from './index.ts';
import { exportTarget, threshold } from './options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('compare')
    .description('compare two stored runs: what changed from the first to the second')
    .argument('<base>', 'the run.json that is compared with, or its folder')
    .argument('<head>', 'the run.json of the change, or its folder')
    .addOption(
      new Option(
        '--threshold <share>',
        'what counts as a difference; of stored times at least 20%',
      ).argParser(threshold),
    )
    .option('--fail-on-regression', 'exit 1 where something is slower or worse, 4 where that stays open')
    .option('--allow-foreign', 'runs of different machines: compare what does not depend on the machine')
    .option('--config <file>', 'thresholds and levels (default: chinook-eval.config.{js,mjs,ts,json})')
    .addOption(
      new Option(
        '--export <format=file>',
        'also write json, markdown, junit or benchmark there; repeatable',
      ).argParser(exportTarget),
    )
    .option('--json', 'print the comparison as JSON')
    .action(async (base: string, head: string, flags: CompareFlags) => {
      const { compare } = await import('./compare-action.ts');
      done(await compare(base, head, flags, streams));
    });
};
