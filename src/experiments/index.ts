import backupSkew from './backup-skew.ts';
import cache from './cache.ts';
import cold from './cold.ts';
import type { Experiment } from './experiment.ts';
import joinStrategy from './join-strategy.ts';
import open from './open.ts';
import orphans from './orphans.ts';
import pinnedReader from './pinned-reader.ts';
import prepare from './prepare.ts';
import readSkew from './read-skew.ts';
import scale from './scale.ts';
import tornCommit from './torn-commit.ts';
import writeContention from './write-contention.ts';

/** Adding an experiment is one file and one line here. The order is that of reports. */
export const EXPERIMENTS: readonly Experiment[] = [
  writeContention,
  tornCommit,
  readSkew,
  orphans,
  backupSkew,
  pinnedReader,
  cache,
  open,
  cold,
  scale,
  prepare,
  joinStrategy,
];
