import type { Monitor } from '../monitor.ts';

/** Reads whole tables, so it works in a child process at intervals of its own: see checks/. */
export const integrity: Monitor = {
  name: 'integrity',
  title: 'Integrity Monitor',
  description: 'orphans across files, full-text drift, damage, permissions, and the age of the backup',
  metrics: [
    {
      name: 'chinook_sqlite_orphan_rows',
      type: 'gauge',
      help: 'Rows of its tables that refer to a row that is not there, in this file or another',
    },
    {
      name: 'chinook_sqlite_full_text_drifted_tables',
      type: 'gauge',
      help: 'Full-text tables whose index does not say what their content says',
    },
    {
      name: 'chinook_sqlite_damages',
      type: 'gauge',
      help: 'Faults that PRAGMA quick_check finds in a copy of the database, up to 100',
    },
    {
      name: 'chinook_sqlite_permission_findings',
      type: 'gauge',
      help: 'What is wrong with the permissions of its files and their folder',
    },
    {
      name: 'chinook_sqlite_integrity_timestamp_seconds',
      type: 'gauge',
      help: 'When the database was last checked for orphans, drift and damage, in Unix time',
    },
    {
      name: 'chinook_sqlite_backup_sets',
      type: 'gauge',
      help: 'Backup sets with this database in the folder that --backups names',
    },
    {
      name: 'chinook_sqlite_backup_timestamp_seconds',
      type: 'gauge',
      help: 'When the newest of them was made, in Unix time',
    },
    {
      name: 'chinook_sqlite_backup_verified',
      type: 'gauge',
      help: '1 where the newest set has passed its verification, 0 where it has failed',
    },
  ],
  concerns: () => true,
};
