import { resolve } from 'node:path';
import { Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import type { Follow } from '../operations/monitor/follow.ts';
import { isLoopback } from '../operations/monitor/server/guard.ts';
import type { DataFlags } from './data.ts';

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

/** How much of the past is kept. */
export function historySeconds({ interval }: MonitorFlags): number {
  return Math.min(HISTORY_SECONDS, MOST_LOOKS * interval);
}

/** @returns the token @throws Failure (exit 2) */
export function checkFlags(
  { host, token, once, json, log }: MonitorFlags,
  { env }: Streams,
): string | undefined {
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

/** What a check is to look at; after a migration that is another layout. */
export function checkRequest({ backups }: MonitorFlags, { cwd }: Streams, { data }: Follow, shown: string) {
  return { path: data.path, shown, backups: backups === undefined ? null : resolve(cwd, backups) };
}
