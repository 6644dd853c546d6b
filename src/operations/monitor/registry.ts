import type { MetricDefinition, Monitor } from './monitor.ts';
import { cache } from './monitors/cache.ts';
import { connection } from './monitors/connection.ts';
import { integrity } from './monitors/integrity.ts';
import { performanceMonitor } from './monitors/performance.ts';
import { storage } from './monitors/storage.ts';
import { wal } from './monitors/wal.ts';

/** Every monitor: the four of the evaluation document's section 7.1, and what its sections 4 and 5 leave to be watched. */
export const MONITORS: readonly Monitor[] = [connection, performanceMonitor, wal, cache, storage, integrity];

export const METRICS: readonly MetricDefinition[] = MONITORS.flatMap(({ metrics }) => metrics);

export type MetricName = MetricDefinition['name'];
