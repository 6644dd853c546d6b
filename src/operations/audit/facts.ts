import type { DataFolder } from '../../database/data-folder.ts';
import type { BackupSet, SetList } from '../backup/sets.ts';
import type { Accounts } from './accounts.ts';
import type { AclFact } from './acl.ts';
import type { ComparedSet } from './compare-set.ts';
import type { Contents, TogetherContents } from './contents.ts';
import type { FilesFact } from './look-below.ts';
import type { Policy } from './policy.ts';
import type { UnitFact } from './unit.ts';

/** A backup that did not come to its end. */
export interface LastFailure {
  /** Its set is there and whole all the same: what follows on that has failed. */
  readonly made: boolean;
  /** ISO 8601, UTC, by the clock of then. */
  readonly at: string;
  readonly exitCode: number | null;
  readonly why: string;
}

export interface BackupsFact {
  readonly path: string;
  readonly shown: string;
  /** Null where the folder is not there yet. */
  readonly files: FilesFact | null;
  readonly list: SetList;
  /** The newest whole set of this data folder; the folder may hold those of others. */
  readonly newest: BackupSet | null;
  /** How the files of the newest one compare with its manifest; null: not compared. */
  readonly compared: ComparedSet | null;
  /** What the log says of the last backup of this data folder, where that failed; "unread" where the log is closed to whoever looks. */
  readonly lastFailure: LastFailure | 'unread' | null;
  /** Labels of damaged sets that are known to be of other data. */
  readonly ofOthers: readonly string[];
  readonly sameFileSystem: boolean;
  /** A backup, or another operation on the sets, is at work. */
  readonly busy: boolean;
}

/** All that the checks judge: looked at once, changed by none of them. */
export interface AuditFacts {
  readonly data: DataFolder;
  /** What the user calls the data folder. */
  readonly shown: string;
  /** The command line that mends what was found, by the same policy. */
  readonly again: string;
  readonly policy: Policy;
  readonly accounts: Accounts;
  /** Who looks; null on systems without user numbers. */
  readonly uid: number | null;
  readonly now: Date;
  readonly files: FilesFact;
  /** Such as "ext4"; "unknown" where the system does not tell. */
  readonly fileSystem: string;
  /** Null: not looked at. */
  readonly acls: readonly AclFact[] | null;
  readonly contents: Contents | null;
  /** Of the contents, what only all databases together show. */
  readonly together: TogetherContents | null;
  readonly backups: BackupsFact | null;
  readonly unit: UnitFact | null;
}

/** What a check looks at: it is only run where that was looked at. */
export type Need = 'uid' | 'files' | 'acls' | 'contents' | 'together' | 'backups' | 'unit';

/** Files of the data and of the backups. */
export function allFiles({ files, backups }: AuditFacts) {
  return [...files.files, ...(backups?.files?.files ?? [])];
}
