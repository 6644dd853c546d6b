import type { MetricDefinition, Monitor } from './monitor.ts';
import { connection } from './monitors/connection.ts';
import { performanceMonitor } from './monitors/performance.ts';
import { storage } from './monitors/storage.ts';
import { wal } from './monitors/wal.ts';

/** Every monitor, in the order of the evaluation document's section 7.1. */
export const MONITORS: readonly Monitor[] = [connection, performanceMonitor, wal, storage];

export const METRICS: readonly MetricDefinition[] = MONITORS.flatMap(({ metrics }) => metrics);

export type MetricName = MetricDefinition['name'];
