import { Option } from 'commander';
import { CONFIGURATION_FORMATS } from '../operations/migrate/configuration.ts';
import type { Define } from './index.ts';
import type { MigrateFlags } from './migrate-action.ts';
import { listAdded } from './options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('migrate')
    .description('move a data folder to another layout, step by step; without --execute only the plan')
    .option('--data <folder>', 'the data folder (default: data)')
    .option('--from <folder>', 'the same as --data')
    .requiredOption('--to <layout>', 'layout by name or file')
    .option('--execute', 'do it: back up, make the new files, validate, switch')
    .option('--resume', 'go on with a migration that was interrupted')
    .addOption(
      new Option(
        '--carry <names>',
        'take these tables, indexes, views or triggers along that no layout knows, or all (repeatable)',
      ).argParser(listAdded),
    )
    .addOption(
      new Option(
        '--without <names>',
        'leave these tables, indexes, views or triggers behind that no layout knows (repeatable)',
      ).argParser(listAdded),
    )
    .option('--keep-orphans', 'take rows over that refer to no row, though the new layout would refuse them')
    .option('--no-validate', 'leave out the comparison with the source (not advised)')
    .addOption(
      new Option('--config-format <format>', 'how to print the new connection configuration')
        .choices(CONFIGURATION_FORMATS)
        .default('laravel'),
    )
    .option('--json', 'print the plan, or what was done, as JSON')
    .action(async (flags: MigrateFlags) => {
      const { migrateAction } = await import('./migrate-action.ts');
      done(await migrateAction(flags, streams));
    });
};
