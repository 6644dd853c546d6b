import { InvalidArgumentError, Option } from 'commander';
import type { Define } from './index.ts';
import type { MonitorFlags } from './monitor-action.ts';
import { duration } from './options.ts';

const DEFAULT_PORT = 9464;

export const define: Define = (program, streams, done) => {
  program
    .command('monitor')
    .description('watch the databases of a data folder: metrics for Prometheus, alerts, a log')
    .option('--data <folder>', 'the data folder to watch (default: data/)')
    .option('--layout <name>', 'the layout that it has to be of')
    .addOption(
      new Option('--port <n>', 'where to answer; 0: any free port').argParser(port).default(DEFAULT_PORT),
    )
    .addOption(new Option('--interval <time>', 'how often to look').argParser(interval).default(5, '5s'))
    .option('--once', 'look once, print what was found, exit 1 where an alert holds')
    .option('--json', 'with --once: as JSON')
    .action(async (flags: MonitorFlags) => {
      const { monitor } = await import('./monitor-action.ts');
      done(await monitor(flags, streams));
    });
};

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('Give a port from 0 (any that is free) to 65535.');
  return value;
}

/** Twice a second is plenty for figures that people look at; slower than an hour there is no history. */
function interval(text: string): number {
  const seconds = duration(text);
  if (seconds < 0.1 || seconds > 3600) throw new InvalidArgumentError('Give a time from 100ms to 60m.');
  return seconds;
}
