import { EXIT } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { alertsOf } from '../operations/monitor/alerts/definitions.ts';
import { targetsOf } from '../operations/monitor/targets.ts';
import { Watch } from '../operations/monitor/watch.ts';
import { type DataFlags, namedData } from './data.ts';

export interface MonitorFlags extends DataFlags {
  readonly port: number;
  /** Seconds. */
  readonly interval: number;
  readonly once?: boolean;
  readonly json?: boolean;
}

const HISTORY_SECONDS = 3600;

export async function monitor(flags: MonitorFlags, streams: Streams): Promise<number> {
  const { data, shown } = namedData(flags, streams.cwd);
  const { targets } = targetsOf(data);
  const capacity = Math.ceil(HISTORY_SECONDS / flags.interval) + 1;
  const watch = new Watch({ targets, alerts: alertsOf({}), capacity });
  if (flags.once) {
    const readings = watch.look();
    const databases = readings.map((reading) => ({ ...reading, values: Object.fromEntries(reading.values) }));
    streams.stdout.write(`${JSON.stringify({ schema: 'chinook-eval/monitor@1', databases }, null, 2)}\n`);
    return EXIT.fine;
  }
  const { runMonitor } = await import('../operations/monitor/run.ts');
  await runMonitor({
    watch,
    intervalSeconds: flags.interval,
    host: '127.0.0.1',
    port: flags.port,
    signal: streams.signal,
    onListening: (port) => streams.stderr.write(`watching ${shown}: http://127.0.0.1:${port}/metrics\n`),
    onDefect: (error) => streams.stderr.write(`chinook-eval: a defect of ours: ${String(error)}\n`),
  });
  return EXIT.fine;
}
