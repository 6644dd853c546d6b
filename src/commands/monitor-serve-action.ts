import { resolve } from 'node:path';
import { EXIT } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import type { Follow } from '../operations/monitor/follow.ts';
import { targetsOf } from '../operations/monitor/targets.ts';
import type { Watch } from '../operations/monitor/watch.ts';
import { version } from '../version.ts';
import { checkRequest, historySeconds, type MonitorFlags } from './monitor-flags.ts';

/** Watches and answers until it is interrupted. */
export async function serve(
  flags: MonitorFlags,
  streams: Streams,
  watch: Watch,
  follow: Follow,
  shown: string,
  token: string | undefined,
): Promise<number> {
  const { stderr, cwd, signal } = streams;
  const { keepHeapSmall } = await import('../operations/monitor/lean.ts');
  keepHeapSmall();
  const { runMonitor } = await import('../operations/monitor/run.ts');
  const { jsonLog, readableLog } = await import('../operations/monitor/log.ts');
  const { LogFile } = await import('../operations/monitor/log-file.ts');
  const file =
    flags.log === undefined
      ? null
      : new LogFile(resolve(cwd, flags.log), flags.log, (trouble) =>
          stderr.write(`chinook-eval: ${trouble}\n`),
        );
  const write = file ? jsonLog(file) : stderr.isTTY ? readableLog(stderr) : jsonLog(stderr);
  watch.subscribe((update) => {
    if (update.kind === 'event') write(update.event);
  });
  const { host, port, interval } = flags;
  const { keepChecking } = await import('../operations/monitor/checks/schedule.ts');
  const { dashboardRoutes } = await import('../operations/monitor/dashboard/routes.ts');
  const request = () => checkRequest(flags, streams, follow, shown);
  try {
    await runMonitor({
      watch,
      intervalSeconds: interval,
      host,
      port,
      ...(token !== undefined && { token }),
      routes: dashboardRoutes({
        watch,
        alerts: () => watch.board.statuses,
        title: `${shown} (${follow.data.layout.name})`,
        intervalSeconds: interval,
        historySeconds: historySeconds(flags),
        inMemory: targetsOf(follow.data).inMemory,
        generator: `chinook-eval ${version()}`,
      }),
      refresh: () => follow.refresh(watch),
      beside: (ending) => keepChecking(watch, request, flags.checks, ending),
      signal,
      onListening: (taken) => {
        const address = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
        if (file || stderr.isTTY) stderr.write(`watching ${shown}: ${address}/ and ${address}/metrics\n`);
        const databases = watch.targets.map(({ db }) => db);
        watch.tell({
          event: 'started',
          level: 'info',
          message: `watching, ${address}/ and ${address}/metrics`,
          port: taken,
          interval,
          databases,
        });
      },
    });
    watch.tell({ event: 'stopped', level: 'info', message: 'no longer watching' });
    return EXIT.fine;
  } finally {
    file?.close();
  }
}
