import type { Command } from 'commander';
import type { Streams } from '../model/streams.ts';

/** What an action returns becomes the exit code. */
export type Define = (program: Command, streams: Streams, done: (exitCode: number) => void) => void;

/** The commands in the order of --help. Each file exports `define`; it is loaded only when its command is named. */
export const COMMANDS = {
  bench: () => import('./bench.ts'),
  experiment: () => import('./experiment.ts'),
  compare: () => import('./compare.ts'),
  build: () => import('./build.ts'),
  search: () => import('./search.ts'),
  recommend: () => import('./recommend.ts'),
  vectors: () => import('./vectors.ts'),
  cache: () => import('./cache.ts'),
  migrate: () => import('./migrate.ts'),
  rollback: () => import('./rollback.ts'),
  backup: () => import('./backup.ts'),
  restore: () => import('./restore.ts'),
  audit: () => import('./audit.ts'),
  monitor: () => import('./monitor.ts'),
  report: () => import('./report.ts'),
  diagrams: () => import('./diagrams.ts'),
  doctor: () => import('./doctor.ts'),
  scenarios: () => import('./scenarios.ts'),
  layouts: () => import('./layouts.ts'),
  seed: () => import('./seed.ts'),
  schema: () => import('./schema.ts'),
  completion: () => import('./completion.ts'),
} satisfies Record<string, () => Promise<{ define: Define }>>;

export type CommandName = keyof typeof COMMANDS;
