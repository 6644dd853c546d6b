import type { Streams } from '../../src/model/streams.ts';

/** Streams that keep what is written, for main(argv, streams). */
export interface Recorded {
  readonly streams: Streams;
  readonly out: () => string;
  readonly err: () => string;
  readonly abort: () => void;
}

export function recordedStreams(overrides: Partial<Pick<Streams, 'env' | 'cwd'>> = {}): Recorded {
  const [out, err]: [string[], string[]] = [[], []];
  const controller = new AbortController();
  return {
    streams: {
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
      env: {},
      cwd: process.cwd(),
      signal: controller.signal,
      ...overrides,
    },
    out: () => out.join(''),
    err: () => err.join(''),
    abort: () => controller.abort(),
  };
}
