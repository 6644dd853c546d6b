import { main } from '../../src/main.ts';
import type { TextSink } from '../../src/model/streams.ts';
import { recordedStreams } from '../support/streams.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The whole program on streams that keep what is written; `terminal` says what standard output is. */
export async function runMain(
  argv: readonly string[],
  cwd = '/',
  terminal: Partial<TextSink> = {},
): Promise<Ran> {
  const { streams, out, err } = recordedStreams({ cwd });
  const code = await main(argv, { ...streams, stdout: { ...streams.stdout, ...terminal } });
  return { code, stdout: out(), stderr: err() };
}
