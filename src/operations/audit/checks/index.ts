import { backupPlace, backupUser } from './backup-places.ts';
import { backupAge, backupSets } from './backups.ts';
import type { Check } from './check.ts';
import { foreignKeys, integrity, ownCode } from './contents.ts';
import { isolation } from './isolation.ts';
import { otherDatabases, sidecars } from './leftovers.ts';
import { links } from './links.ts';
import { owners } from './owners.ts';
import { acl, fileSystem, parents } from './places.ts';
import { modes, worldAccess } from './rights.ts';
import { journalMode, settings } from './settings.ts';
import { fullText, orphans, vectors } from './together.ts';

/** All checks, in the order in which findings of one severity are told. Adding one is a module and a line here. */
export const CHECKS: readonly Check[] = [
  integrity,
  links,
  worldAccess,
  modes,
  owners,
  acl,
  parents,
  fileSystem,
  sidecars,
  journalMode,
  foreignKeys,
  orphans,
  fullText,
  vectors,
  ownCode,
  settings,
  otherDatabases,
  backupAge,
  backupSets,
  backupPlace,
  backupUser,
  isolation,
];

export const CHECK_NAMES: readonly string[] = CHECKS.map(({ name }) => name);
