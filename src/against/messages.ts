import type { BuiltLayout } from '../database/describe.ts';
import type { Layout } from '../model/layout.ts';
import type { SeedInfo, SeedSource } from '../model/seed.ts';

/**
 * What the coordinator of bench --against says to the other version's side process, beside what it says to its trials
 * (src/bench/protocol.ts). A change that an older side would not understand raises TRIAL_PROTOCOL.
 */

export interface CatalogRequest {
  /** Names of layouts, or files. */
  readonly layouts: readonly string[];
  /** A folder of the user's scenarios; null: only the built-in ones. */
  readonly scenarios: string | null;
  /** Where relative paths start. */
  readonly cwd: string;
}

export interface Catalog {
  readonly version: string;
  readonly node: string;
  readonly sqlite: string;
  readonly sqliteVec: string;
  readonly betterSqlite3: string;
  readonly layouts: readonly Layout[];
  readonly scenarios: readonly { readonly name: string; readonly kind: string; readonly module: string }[];
}

export interface DatasetBuildRequest {
  readonly seed: SeedSource;
  readonly scale: number;
  readonly layouts: readonly Layout[];
  /** Exists; each layout gets a folder of its name in it. */
  readonly folder: string;
}

export interface DatasetBuilt {
  readonly seed: SeedInfo;
  readonly built: readonly BuiltLayout[];
}
