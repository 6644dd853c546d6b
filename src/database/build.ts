import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { databaseOf } from '../layouts/check.ts';
import type { Layout } from '../model/layout.ts';
import { SEED_TABLES } from '../model/seed.ts';
import { analyze, creation, runAll, schemaName } from './create.ts';
import { snapshotFile } from './files.ts';
import { createCopies } from './fill/copies.ts';
import { FILLS, type Fill } from './fill/index.ts';
import { type TrackFeatures, trackVector } from './vector.ts';

export interface BuildRequest {
  readonly layout: Layout;
  /** A seed store as importSeed leaves it. */
  readonly seedStore: string;
  /** Copies of the seed, at least 1. */
  readonly scale: number;
  /** An existing, empty folder that receives the files. */
  readonly folder: string;
  /** Leaves out vectors and similarity_cache: for comparisons with tools that have none. */
  readonly withoutVectors?: boolean;
}

/** Called with what is being done and the fraction done so far. */
export type OnProgress = (doing: string, fraction: number) => void;

/** Rows in seed tables, under the names that the fills use. */
const COUNTS = Object.fromEntries(
  SEED_TABLES.map((table) => [`${table.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase()}s`, table]),
);

/**
 * Builds a dataset's files in a layout, each index after its rows. Works without a journal: it is for new files in a
 * folder that is thrown away if it fails. Blocks; run it in a process of its own. Returns the rows written.
 */
export function buildLayout(request: BuildRequest, onProgress: OnProgress = () => {}): number {
  const { layout, folder } = request;
  const [first, ...others] = layout.databases;
  if (first === undefined) throw new TypeError('a layout has at least one database');
  const db = new Database(snapshotFile(folder, first));
  try {
    sqliteVec.load(db);
    registerVectors(db);
    const attach = (file: string, name: string) => db.prepare('ATTACH ? AS ?').run(file, name);
    for (const placement of others) attach(snapshotFile(folder, placement), placement.name);
    attach(request.seedStore, 'seed');
    for (const placement of layout.databases) prepareForBuild(db, schemaName(layout, placement));
    // The fills keep every reference whole (test/database/build.test.ts checks the files that come out).
    db.pragma('foreign_keys = OFF');
    createCopies(db, request.scale);
    const written = fillAll(db, request, onProgress);
    db.exec('DETACH seed');
    for (const placement of layout.databases)
      if (placement.file !== ':memory:' && String(placement.pragmas?.journal_mode).toLowerCase() === 'wal')
        db.pragma(`${schemaName(layout, placement)}.journal_mode = WAL`);
    onProgress('done', 1);
    return written;
  } finally {
    db.close();
  }
}

function prepareForBuild(db: Database.Database, place: string): void {
  db.pragma(`${place}.journal_mode = OFF`);
  db.pragma(`${place}.synchronous = OFF`);
  // Also the room for sorting an index; beyond it SQLite sorts in a temporary file, so memory stays bounded. A build of
  // 1 GB was fastest with 12 to 24 MB (21 to 24 s, peak 139 to 175 MB; with 48 MB 31 s and 259 MB).
  db.pragma(`${place}.cache_size = -16000`);
}

function fillAll(db: Database.Database, request: BuildRequest, onProgress: OnProgress): number {
  const { layout, scale, withoutVectors } = request;
  const counts = Object.fromEntries(
    Object.entries(COUNTS).map(([name, table]) => [
      name,
      db.prepare(`SELECT count(*) FROM seed.${table}`).pluck().get() as number,
    ]),
  );
  const parameters: Record<string, number> = { scale, ...counts };
  const plans = layout.databases.map((placement) => {
    const place = schemaName(layout, placement);
    return { placement, ...creation(layout, placement, place) };
  });
  const skipped = (sql: string) => withoutVectors === true && sql.includes('track_vectors');
  const fills = FILLS.filter((fill) => !(withoutVectors && fill.table === 'similarity_cache'));
  const late = plans.flatMap((plan) => [...plan.indexes, ...plan.search, ...plan.searchFills]);
  const steps = [...fills, ...late, ...plans.flatMap((plan) => plan.triggers)].filter(
    (step) => typeof step !== 'string' || !skipped(step),
  );
  db.exec('BEGIN');
  for (const plan of plans) runAll(db, plan.tables);
  let written = 0;
  for (const [index, step] of steps.entries()) {
    onProgress(typeof step === 'string' ? step.split('(', 1).join('') : step.table, index / steps.length);
    if (typeof step === 'string') db.exec(step);
    else written += fillTable(db, layout, step, parameters);
  }
  for (const plan of plans) analyze(db, schemaName(layout, plan.placement), plan.placement);
  db.exec('COMMIT');
  return written;
}

function fillTable(
  db: Database.Database,
  layout: Layout,
  fill: Fill,
  parameters: Record<string, number>,
): number {
  const placed = (table: Fill['table']) => `${schemaName(layout, databaseOf(layout, table))}.${table}`;
  const select = fill.select.replace(/@(chinook_[a-z_]+)/g, (_, table) => placed(table));
  // BigInt, because a number would be bound as a float and 7 / 2 would be 3.5.
  const used = Object.entries(parameters).filter(([name]) => new RegExp(`\\$${name}\\b`).test(select));
  const values = Object.fromEntries(used.map(([name, value]) => [name, BigInt(value)]));
  return db.prepare(`INSERT INTO ${placed(fill.table)} ${select}`).run(values).changes;
}

function registerVectors(db: Database.Database): void {
  const features = (values: readonly unknown[]): TrackFeatures => {
    const [id, genre, artist, album, mediaType, milliseconds, bytes, unitPrice] = values as number[];
    return { id, genre, artist, album, mediaType, milliseconds, bytes, unitPrice } as TrackFeatures;
  };
  const options = { deterministic: true, varargs: true };
  db.function('track_vector', options, (...values: unknown[]) =>
    Buffer.from(trackVector(features(values)).buffer),
  );
  db.function('track_similarity', options, (...values: unknown[]) => {
    const [a, b] = [trackVector(features(values.slice(0, 8))), trackVector(features(values.slice(8)))];
    return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  });
}
