import { atomicity } from './atomicity.ts';
import { backup } from './backup.ts';
import { contention } from './contention.ts';
import type { Criterion } from './criterion.ts';
import { disk } from './disk.ts';
import { integrity } from './integrity.ts';
import { read, write } from './latency.ts';
import { memory } from './memory.ts';
import { operations } from './operations.ts';
import { unmeasured } from './unmeasured.ts';

/** All of them, in the order of reports. */
export const CRITERION_LIST: readonly Criterion[] = [
  read,
  write,
  contention,
  memory,
  disk,
  atomicity,
  integrity,
  backup,
  operations,
  unmeasured('security', 'security', 'no file was audited'),
];
