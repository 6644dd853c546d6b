import { Option } from 'commander';
import { CONFIGURATION_FORMATS } from '../operations/migrate/configuration.ts';
import type { Define } from './index.ts';
import type { RollbackFlags } from './rollback-action.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('rollback')
    .description('undo the last migration of a data folder; without --execute only the plan')
    .option('--data <folder>', 'the data folder (default: data)')
    .option('--execute', 'do it: keep what was written since, switch back, validate')
    .option('--no-rows', 'do not look for rows written since: where the files in use are damaged or gone')
    .addOption(
      new Option('--config-format <format>', 'how to print the connection configuration')
        .choices(CONFIGURATION_FORMATS)
        .default('laravel'),
    )
    .option('--json', 'print what was found and done as JSON')
    .action(async (flags: RollbackFlags) => {
      const { rollbackAction } = await import('./rollback-action.ts');
      done(await rollbackAction(flags, streams));
    });
};
