import type { TableName } from '../../model/tables.ts';
import { APP_FILLS, CACHE_FILLS } from './app.ts';
import { CATALOG_FILLS } from './catalog.ts';

/**
 * How one table is filled: a SELECT whose columns are the table's, in order.
 * It reads the seed store (schema `seed`), temp.copies, and tables filled before it (written @name: the build puts
 * the right schema there). Parameters: $scale, and the number of rows of each seed table ($artists, $tracks, ...).
 */
export interface Fill {
  readonly table: TableName;
  readonly select: string;
}

/** In the order in which they are run. */
export const FILLS: readonly Fill[] = [...CATALOG_FILLS, ...APP_FILLS, ...CACHE_FILLS];

/** Changes whenever the same seed and scale give other rows or tables than before: a data folder of another one is refused. */
export const DATASET_VERSION = 2;
