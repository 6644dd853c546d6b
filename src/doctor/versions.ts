import type { Finding } from './finding.ts';

export interface VersionsReading {
  readonly node: string;
  /** The Node that the lock file pins for this platform; null where it pins none. */
  readonly pinnedNode: string | null;
  /** Whether it is that very program that runs. */
  readonly isPinned: boolean;
  readonly sqlite: string;
  readonly betterSqlite3: string;
  readonly operatingSystem: string;
}

/** Figures belong to a version of Node: one that npm pins is the same everywhere. */
export function nodeFinding({ node, pinnedNode, isPinned, operatingSystem }: VersionsReading): Finding {
  const which = isPinned
    ? 'the pinned one'
    : pinnedNode === null
      ? "the machine's own; none is pinned for this platform"
      : `the machine's own, not the pinned ${pinnedNode}`;
  return {
    check: 'node',
    level: isPinned ? 'ok' : 'note',
    found: `Node ${node}, ${which}; ${operatingSystem}`,
    advice: isPinned ? null : 'compare only runs on the same Node; npm start measures on the pinned one',
    value: { version: node, pinnedVersion: pinnedNode, pinned: isPinned, operatingSystem },
  };
}

export function sqliteFinding({ sqlite, betterSqlite3 }: VersionsReading): Finding {
  return {
    check: 'sqlite',
    level: 'note',
    found: `SQLite ${sqlite} in better-sqlite3 ${betterSqlite3}`,
    advice: null,
    value: { sqlite, betterSqlite3 },
  };
}
