import { Option } from 'commander';
import type { DoctorFlags } from './doctor-action.ts';
import type { Define } from './index.ts';
import { duration } from './options.ts';

export const define: Define = (program, streams, done) => {
  program
    .command('doctor')
    .description('say whether this machine is fit to measure, and how small a change it can show')
    .option('--work <folder>', 'where the databases would lie (default: the temporary folder of the system)')
    .addOption(
      new Option(
        '--time <time>',
        'measure the same work against itself about this long, such as 1m (default: 20s)',
      ).argParser(duration),
    )
    .option('--no-measure', 'only look at the machine, which takes a second')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExit codes: 0 fit, also with warnings; 1 not fit; 2 bad usage; 130 interrupted.')
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import('./doctor-action.ts');
      done(await doctor(flags, streams));
    });
};
