import { Chalk, type ChalkInstance } from 'chalk';
import type { Streams, TextSink } from '../model/streams.ts';

/** Colour only repeats what words say, so that it can be left out. */
export function palette(color: boolean): ChalkInstance {
  return new Chalk({ level: color ? 1 : 0 });
}

export interface Screen {
  readonly color: boolean;
  /** In characters. */
  readonly width: number;
}

/** Off a terminal: no colour, and as wide as the widest table of ours may be. */
const USUAL_WIDTH = 100;

/** What a sink can show. https://no-color.org: NO_COLOR counts when it is set and not empty. */
export function screenOf(sink: TextSink, env: Streams['env']): Screen {
  const color = sink.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const columns = sink.isTTY === true ? sink.columns : undefined;
  return { color, width: columns !== undefined && columns >= 40 ? columns : USUAL_WIDTH };
}
