import { type Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../model/failure.ts';
import type { Define } from './index.ts';
import type { MonitorFlags } from './monitor-flags.ts';
import type { RulesFlags } from './monitor-rules-action.ts';
import { duration } from './options.ts';

/** A port that https://github.com/prometheus/prometheus/wiki/Default-port-allocations has for no database exporter of SQLite. */
const DEFAULT_PORT = 9464;

export const define: Define = (program, streams, done) => {
  const monitor = program
    .command('monitor')
    .description('watch the databases of a data folder: a dashboard, metrics for Prometheus, alerts, a log')
    .option('--data <folder>', 'the data folder to watch (default: data/)')
    .option('--layout <name>', 'the layout that it has to be of')
    .option('--backups <folder>', 'the backups whose age and state are watched')
    .addOption(new Option('--interval <time>', 'how often to look').argParser(interval).default(5, '5s'))
    .addOption(
      new Option('--checks <time>', 'how often to read whole tables for orphans and damage; off: never')
        .argParser(checks)
        .default(3600, '60m'),
    )
    .addOption(
      new Option('--port <n>', 'where to answer; 0: any free port').argParser(port).default(DEFAULT_PORT),
    )
    .option('--host <address>', 'an address of this machine to answer on, with --token', '127.0.0.1')
    .option('--token <text>', 'what a client has to show (default: $CHINOOK_MONITOR_TOKEN)')
    .option('--log <file>', 'append the log to a file as JSON lines (default: stderr)')
    .option('--config <file>', 'limits of the alerts (default: chinook-eval.config.* of the current folder)')
    .option(
      '--once',
      'look once, print what was found; exit 1 where an alert holds, 3 where not all could be checked',
    )
    .option('--json', 'with --once: as JSON')
    .action(async (flags: MonitorFlags) => {
      const { monitor } = await import('./monitor-action.ts');
      done(await monitor(flags, streams));
    });
  monitor
    .command('rules')
    .description('print the alerts as rules for Prometheus, or files for those beside it')
    .addOption(
      new Option('--format <name>', 'what to print')
        .choices(['prometheus', 'tests', 'alertmanager', 'grafana'])
        .default('prometheus'),
    )
    .option('--runbooks <address>', 'where the runbooks lie that the alerts link to', 'docs/monitor.md')
    .option('--config <file>', 'limits of the alerts (default: chinook-eval.config.* of the current folder)')
    // --config is an option of `monitor` too, which takes it for itself.
    .action(async (_: unknown, command: Command) => {
      refuseOptionsOf(monitor);
      const { rules } = await import('./monitor-rules-action.ts');
      done(await rules(command.optsWithGlobals<RulesFlags>(), streams));
    });
};

/** Those of `monitor` are taken with `rules` too: what they ask for would go unsaid. @throws Failure (exit 2) */
function refuseOptionsOf(monitor: Command): void {
  const given = monitor.options.find(
    (option) => option.long !== '--config' && monitor.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given !== undefined)
    throw new Failure(
      `${given.long} is not for monitor rules, which looks at no data: its rules are for any folder. Leave it out.`,
    );
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('Give a port from 0 (any that is free) to 65535.');
  return value;
}

/** Faster is no monitoring; slower than an hour there is no history. */
function interval(text: string): number {
  const seconds = duration(text);
  if (seconds < 0.1 || seconds > 3600) throw new InvalidArgumentError('Give a time from 100ms to 60m.');
  return seconds;
}

/** Infinity: off. They copy the databases, so not all the time. */
function checks(text: string): number {
  if (text === 'off') return Number.POSITIVE_INFINITY;
  const seconds = duration(text);
  if (seconds < 10) throw new InvalidArgumentError('Give a time from 10s to 1440m, or off.');
  return seconds;
}
