const COMMIT = '7f67772503d71ba90f19283c38e93923addb43fa';

/** The official file that `seed download` fetches: pinned by commit, and by hash whatever the address says. */
export const OFFICIAL_DOWNLOAD = {
  fileName: 'Chinook_Sqlite.sqlite',
  url: `https://raw.githubusercontent.com/lerocha/chinook-database/${COMMIT}/ChinookDatabase/DataSources/Chinook_Sqlite.sqlite`,
  sha256: '7651ba378ac2fcd0dfc3c66fb101f7a7eed3ba39a612ec642b96e20702061f15',
} as const;

const OFFICIAL_HASHES: readonly string[] = [
  OFFICIAL_DOWNLOAD.sha256,
  // Chinook_Sqlite_AutoIncrementPKs.sqlite of the same commit: the same rows under other key declarations.
  'bd161873d262799877a813d24f269a9e5c5fab07e1bb131620871570455fc678',
];

export function isOfficial(sha256: string): boolean {
  return OFFICIAL_HASHES.includes(sha256);
}
