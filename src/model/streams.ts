/** What a command may touch of the outside: tests pass their own. */
export interface Streams {
  /** Data. */
  readonly stdout: TextSink;
  /** Progress, logs, errors. */
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted on Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}
