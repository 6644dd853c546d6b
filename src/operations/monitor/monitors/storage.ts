import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Monitor } from '../monitor.ts';

export const storage: Monitor = {
  name: 'storage',
  title: 'Storage Monitor',
  description: 'how large the file is, how much of it is empty, and how much room the disk has',
  metrics: [
    { name: 'chinook_sqlite_file_bytes', type: 'gauge', help: 'Size of the database file' },
    { name: 'chinook_sqlite_pages', type: 'gauge', help: 'Pages of the database' },
    { name: 'chinook_sqlite_free_pages', type: 'gauge', help: 'Pages of the database that hold nothing' },
    {
      name: 'chinook_sqlite_disk_bytes',
      type: 'gauge',
      help: 'Size of the file system that the file lies on',
    },
    {
      name: 'chinook_sqlite_disk_free_bytes',
      type: 'gauge',
      help: 'Room on that file system for processes without privileges',
    },
  ],
  concerns: () => true,
  look: ({ connection, header, file, target }) => {
    const disk = statfsSync(dirname(target.file));
    const figure = (name: string) => Number(connection?.pragma(name, { simple: true }));
    return {
      set: {
        chinook_sqlite_file_bytes: file.bytes,
        // The header is as old as the last checkpoint; a connection sees the log as well.
        chinook_sqlite_pages: connection ? figure('page_count') : (header.pages ?? undefined),
        chinook_sqlite_free_pages: connection ? figure('freelist_count') : header.freePages,
        chinook_sqlite_disk_bytes: disk.blocks * disk.bsize,
        chinook_sqlite_disk_free_bytes: disk.bavail * disk.bsize,
      },
    };
  },
};
