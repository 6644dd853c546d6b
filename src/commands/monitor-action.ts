import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { findDataFolder } from '../database/data-folder.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { alertsOf } from '../operations/monitor/alerts/definitions.ts';
import { Follow } from '../operations/monitor/follow.ts';
import { lookOnce } from '../operations/monitor/once.ts';
import { isLoopback } from '../operations/monitor/server/guard.ts';
import { targetsOf } from '../operations/monitor/targets.ts';
import { Watch } from '../operations/monitor/watch.ts';
import { version } from '../version.ts';
import { type DataFlags, namedData } from './data.ts';

export interface MonitorFlags extends DataFlags {
  readonly backups?: string;
  readonly port: number;
  readonly host: string;
  readonly token?: string;
  /** Seconds. */
  readonly interval: number;
  /** Seconds; Infinity: never. */
  readonly checks: number;
  readonly log?: string;
  readonly config?: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

const HISTORY_SECONDS = 3600;
/** At a very short interval the history is shorter than an hour: this keeps its memory below some 10 MB. */
const MOST_LOOKS = 7200;
const LEAST_TOKEN = 16;

/** Looks once, or watches and answers until it is interrupted: that is how it ends, and no failure. */
export async function monitor(flags: MonitorFlags, streams: Streams): Promise<number> {
  const token = checkFlags(flags, streams);
  // A database that is missing is what it is here to tell.
  const { data, shown } = namedData(flags, streams.cwd, findDataFolder);
  const { config } = await loadConfig(flags.config, streams.cwd, streams.signal);
  const capacity = Math.ceil(historySeconds(flags) / flags.interval) + 1;
  const alerts = alertsOf(config.alerts);
  const watch = new Watch({
    targets: targetsOf(data).targets,
    // One look cannot wait: what holds is firing.
    alerts: flags.once ? alerts.map((alert) => ({ ...alert, forSeconds: 0 })) : alerts,
    capacity,
    patient: flags.once === true,
  });
  const follow = new Follow(data, shown);
  return flags.once
    ? once(flags, streams, watch, follow, shown)
    : serve(flags, streams, watch, follow, shown, token);
}

function historySeconds({ interval }: MonitorFlags): number {
  return Math.min(HISTORY_SECONDS, MOST_LOOKS * interval);
}

/** @returns the token @throws Failure (exit 2) */
function checkFlags({ host, token, once, json, log }: MonitorFlags, { env }: Streams): string | undefined {
  if (json && !once) throw new Failure('--json is for --once. The figures of a watch are at /metrics.');
  if (once && log !== undefined)
    throw new Failure('--once prints what it finds; --log is for watching. Use one of them.');
  const secret = token ?? (env.CHINOOK_MONITOR_TOKEN || undefined);
  if (secret !== undefined && !/^[\x21-\x7e]+$/.test(secret))
    throw new Failure(
      'the token has characters that a header cannot carry. Use letters, digits and signs without spaces.',
    );
  if (isLoopback(host)) return secret;
  if (secret === undefined || secret.length < LEAST_TOKEN)
    throw new Failure(
      `--host ${host} is open to other machines: give a token of at least ${LEAST_TOKEN} characters in $CHINOOK_MONITOR_TOKEN or --token.`,
    );
  return secret;
}

async function once(
  flags: MonitorFlags,
  streams: Streams,
  watch: Watch,
  follow: Follow,
  shown: string,
): Promise<number> {
  const { runCheck } = await import('../operations/monitor/checks/run.ts');
  const notChecked: string[] = [];
  watch.subscribe((update) => {
    if (update.kind === 'event' && update.event.event === 'check-failed')
      notChecked.push(update.event.message);
  });
  await runCheck(
    watch,
    checkRequest(flags, streams, follow, shown),
    Number.isFinite(flags.checks),
    streams.signal,
  );
  await lookOnce(watch, streams.signal);
  const { layout } = follow.data;
  const { inMemory } = targetsOf(follow.data);
  const { readings, board } = watch;
  if (flags.json) {
    const databases = readings.map(({ values, ...reading }) => ({
      ...reading,
      figures: Object.fromEntries(values),
    }));
    const found = {
      schema: 'chinook-eval/monitor@1',
      layout: layout.name,
      databases,
      inMemory,
      alerts: board.statuses,
      notChecked,
    };
    streams.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  } else {
    const { foundText } = await import('../operations/monitor/text.ts');
    streams.stdout.write(
      foundText({ shown, layout: layout.name, readings, inMemory, alerts: board.statuses, notChecked }),
    );
  }
  if (board.holding.length > 0) return EXIT.gate;
  return notChecked.length > 0 ? EXIT.incomplete : EXIT.fine;
}

function checkRequest({ backups }: MonitorFlags, { cwd }: Streams, { data }: Follow, shown: string) {
  return { path: data.path, shown, backups: backups === undefined ? null : resolve(cwd, backups) };
}

async function serve(
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
