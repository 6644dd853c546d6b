/** What a file is in a data folder or a backup folder: each has a rule. */
export const ROLES = ['database', 'sidecar', 'pointer', 'folder', 'other', 'backupFolder', 'backup'] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  database: 'database files',
  sidecar: 'sidecars (-wal, -shm, -journal)',
  pointer: 'layout.json files',
  folder: 'data folders',
  other: 'other files',
  backupFolder: 'backup folders',
  backup: 'backup files',
};

/** Stands for whoever owns the folder that the file lies in. */
export const OF_FOLDER = '@folder';

/** Who owns a file and who may do what with it. */
export interface Rule {
  /** Nobody may more than this, and the owner no less. */
  readonly mode: number;
  /** A user's name, OF_FOLDER, or null: whoever. */
  readonly owner: string | null;
  readonly group: string | null;
}

/** What an audit compares with: plain data. */
export interface Policy {
  readonly name: string;
  /** For people, one line. */
  readonly about: string;
  readonly rules: Readonly<Record<Role, Rule>>;
  /** The newest backup may be so old. */
  readonly newestBackupSeconds: number;
  /** Checks that this place knows better: their findings count as this, or are not made. */
  readonly severities: Readonly<Record<string, 'off' | 'info' | 'warning' | 'critical'>>;
}

const HOUR = 3600;
/** A backup each night, and two hours for it to be late and to take its time (ours; the document gives no figure). */
const NIGHTLY = 26 * HOUR;

const own = (mode: number): Rule => ({ mode, owner: OF_FOLDER, group: null });

/** For data that belongs to whoever runs this: one owner for all of it, nothing for the rest of the world. */
export const OWN_POLICY: Policy = {
  name: 'own',
  about: 'one owner for the folder and all files in it, and nothing for others',
  rules: {
    database: own(0o640),
    sidecar: own(0o640),
    pointer: own(0o640),
    folder: { mode: 0o750, owner: null, group: null },
    other: own(0o640),
    backupFolder: { mode: 0o700, owner: null, group: null },
    backup: own(0o600),
  },
  newestBackupSeconds: NIGHTLY,
  severities: {},
};

const application = (mode: number): Rule => ({ mode, owner: 'www-data', group: 'www-data' });
const backups = (mode: number): Rule => ({ mode, owner: 'backup', group: 'backup' });

/**
 * Section 8.1 of the evaluation document. It says nothing of folders: 750 is what lets the application make its
 * sidecars and keeps the rest out.
 */
export const DOCUMENT_POLICY: Policy = {
  name: 'document',
  about: 'section 8.1 of the evaluation document: data 640 www-data:www-data, backups 600 backup:backup',
  rules: {
    database: application(0o640),
    sidecar: application(0o640),
    pointer: application(0o640),
    folder: application(0o750),
    other: application(0o640),
    backupFolder: backups(0o700),
    backup: backups(0o600),
  },
  newestBackupSeconds: NIGHTLY,
  severities: {},
};

export const POLICIES: Readonly<Record<string, Policy>> = { own: OWN_POLICY, document: DOCUMENT_POLICY };

/**
 * Why the document's policy does not do as it stands, seen on Linux: with the folder at 750 the user backup cannot open
 * the databases; with 770 it can, and then the sidecars that its SQLite makes belong to it and lock the application out.
 */
export const BACKUP_USER_FLAW =
  'a user of its own for backups cannot read a folder of 750, and in one of 770 the -wal and -shm that its SQLite makes belong to it and lock the application out';
