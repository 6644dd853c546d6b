import { pino } from 'pino';
import { plain } from '../../render/plain.ts';
import type { MonitorEvent } from './monitor.ts';
import type { Timed } from './reading.ts';

export type WriteEvent = (event: Timed<MonitorEvent>) => void;

/**
 * Events as JSON lines: level, time (ISO 8601, UTC), event, db where it is about one, message, and the event's own fields, which
 * docs/monitor.md lists. Never a row, a parameter or a path.
 */
export function jsonLog(sink: { write(line: string): unknown }): WriteEvent {
  const logger = pino(
    {
      base: null,
      timestamp: false,
      messageKey: 'message',
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line: string) => void sink.write(line) },
  );
  return ({ at, event, level, db, message, ...fields }) =>
    logger[level]({ time: isoTime(at), event, ...(db !== undefined && { db }), ...fields }, message);
}

/** One line to read per event: for a terminal. */
export function readableLog(sink: { write(line: string): unknown }): WriteEvent {
  return ({ at, event, level, db, message }) =>
    sink.write(
      `${isoTime(at).slice(11, 19)}  ${level.padEnd(5)}  ${event}${db === undefined ? '' : `  ${plain(db)}`}: ${plain(message)}\n`,
    );
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
