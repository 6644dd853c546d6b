import type { ScenarioKind } from '../model/scenario.ts';
import { DOCUMENT_MEMORY } from '../render/totals.ts';

/** The evaluation document's figures as data (the document: shared evaluation of 2025-07-19, sections 1.2, 4.1, 4.2). */

const MS = 1e-3;
const MB = 1e6;
/** A cache size in SQLite is given in KiB, so the document's cache and mapping sizes are read as MiB. */
const MIB = 2 ** 20;

export interface Predicted {
  readonly low: number;
  readonly high: number;
}

interface Figure {
  readonly section: '1.2' | '4.1' | '4.2';
  /** The document's own words. */
  readonly subject: string;
  readonly layout: 'single' | 'three';
  readonly predicted: Predicted;
}

/** The time of one operation: compared with the medians of the scenarios of a kind. */
export interface TimeFigure extends Figure {
  readonly kind: ScenarioKind;
}

const time = (
  subject: string,
  layout: 'single' | 'three',
  kind: ScenarioKind,
  low: number,
  high: number,
): TimeFigure => ({
  section: '4.1',
  subject,
  layout,
  kind,
  predicted: { low: low * MS, high: high * MS },
});

export const TIMES: readonly TimeFigure[] = [
  time('Simple SELECT', 'single', 'select', 2, 5),
  time('Complex JOIN', 'single', 'join', 10, 25),
  time('FTS Search', 'single', 'fts', 5, 15),
  time('INSERT/UPDATE', 'single', 'write', 3, 8),
  time('Single DB SELECT', 'three', 'select', 2, 4),
  time('Cross-DB Operation', 'three', 'crossing', 15, 40),
  time('FTS Search', 'three', 'fts', 4, 12),
  time('Vector Search', 'three', 'vector', 8, 20),
  time('Cache Operations', 'three', 'cache', 1, 3),
];

/** The size of database.sqlite in section 1.2, bytes: what all other figures are about. */
export const DOCUMENT_SIZE = 50 * MB;

/** A size: compared with one measured figure, `from` says which; part: of a whole that has no parts to measure. */
export interface SizeFigure extends Figure {
  readonly from: 'memory' | 'file' | 'shm' | 'opening' | 'part';
}

const size = (
  section: '1.2' | '4.2',
  subject: string,
  layout: 'single' | 'three',
  from: SizeFigure['from'],
  value: number,
): SizeFigure => ({ section, subject, layout, from, predicted: { low: value, high: value } });

export const SIZES: readonly SizeFigure[] = [
  size('1.2', 'database.sqlite', 'single', 'file', DOCUMENT_SIZE),
  size('1.2', 'database.sqlite-shm', 'single', 'shm', 32 * 1024),
  size('4.2', 'Current Memory Usage', 'single', 'memory', DOCUMENT_MEMORY.single),
  size('4.2', 'Database Cache', 'single', 'part', 64 * MB),
  size('4.2', 'Connection Pool', 'single', 'opening', 5 * MB),
  size('4.2', 'Other', 'single', 'part', 1 * MB),
  size('4.2', 'Proposed Memory Usage', 'three', 'memory', DOCUMENT_MEMORY.three),
  size('4.2', 'Main DB Cache', 'three', 'part', 32 * MB),
  size('4.2', 'Chinook DB Cache', 'three', 'part', 32 * MB),
  size('4.2', 'Cache DB (Memory)', 'three', 'part', 16 * MB),
  size('4.2', 'Connection Pools', 'three', 'opening', 15 * MB),
];

/** A setting of section 1.2: compared with the PRAGMA as it was read back. */
export interface SettingFigure {
  readonly section: '1.2';
  readonly subject: string;
  readonly pragma: string;
  readonly value: string | number;
}

export const SETTINGS: readonly SettingFigure[] = [
  { section: '1.2', subject: 'WAL Mode: Enabled', pragma: 'journal_mode', value: 'wal' },
  { section: '1.2', subject: 'Cache Size: 64MB', pragma: 'cache_size', value: (-64 * MIB) / 1024 },
  { section: '1.2', subject: 'Memory Mapping: 256MB', pragma: 'mmap_size', value: 256 * MIB },
];

/** A limit of section 1.2 that takes several connections at once to be tried. */
export interface LimitFigure {
  readonly section: '1.2';
  readonly subject: string;
  readonly says: string;
}

export const LIMITS: readonly LimitFigure[] = [
  { section: '1.2', subject: 'Max Connections', says: '1' },
  { section: '1.2', subject: 'Concurrent Readers', says: 'unlimited' },
  { section: '1.2', subject: 'Concurrent Writers', says: '1' },
];

/** An arrow of section 4.1 from an operation on one database to one on three. */
export interface RankingFigure {
  readonly section: '4.1';
  readonly subject: string;
  readonly says: 'Similar' | 'Slower' | 'Faster';
  /** The kind whose ratios three / single decide; two kinds where the arrow joins different operations. */
  readonly kinds: { readonly single: ScenarioKind; readonly three: ScenarioKind };
}

export const RANKINGS: readonly RankingFigure[] = [
  {
    section: '4.1',
    subject: 'Simple SELECT -> Single DB SELECT',
    says: 'Similar',
    kinds: { single: 'select', three: 'select' },
  },
  {
    section: '4.1',
    // A join over tables that the split puts on several databases: the same scenarios on both sides.
    subject: 'Complex JOIN -> Cross-DB Operation',
    says: 'Slower',
    kinds: { single: 'crossing', three: 'crossing' },
  },
  {
    section: '4.1',
    subject: 'FTS Search -> FTS Search',
    says: 'Faster',
    kinds: { single: 'fts', three: 'fts' },
  },
  {
    section: '4.1',
    subject: 'INSERT/UPDATE -> Vector Search',
    says: 'Similar',
    kinds: { single: 'write', three: 'vector' },
  },
];
