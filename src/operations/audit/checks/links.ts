import { allFiles } from '../facts.ts';
import type { FileFact } from '../file-fact.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';

export const links = defineCheck({
  name: 'links',
  about: 'databases and backups are files of their own: no symbolic or hard links, pipes or devices',
  needs: 'files',
  run: (_, facts) => allFiles(facts).flatMap(linkFindings),
});

function linkFindings(file: FileFact): Found[] {
  const found = { where: file.shown, ...BY_HAND };
  const vital = file.current || file.role.startsWith('backup');
  if (file.kind === 'link')
    return [
      {
        ...found,
        severity: file.role === 'sidecar' ? 'critical' : vital ? 'warning' : 'info',
        what: `a symbolic link to ${file.target}`,
        why:
          file.role === 'sidecar'
            ? 'SQLite makes no links: what it writes there would go into the other file; find out who made it'
            : 'its -wal and -shm lie beside the other file, whose folder and rights are not looked at here; put the file itself here',
      },
    ];
  if (file.kind === 'special')
    return [
      {
        ...found,
        severity: vital ? 'critical' : 'warning',
        what: 'neither file nor folder: a pipe, a socket or a device',
        why: 'nothing of ours is one; whoever opens it may wait for ever',
      },
    ];
  if (file.kind === 'file' && file.links > 1)
    return [
      {
        ...found,
        severity: file.role === 'database' || file.role === 'sidecar' ? 'critical' : 'warning',
        what: `a hard link: ${file.links} names lead to this file`,
        why: 'opened under another name it has another -wal, which damages it (sqlite.org/howtocorrupt.html, 2.5); rights of this folder do not hold there. Find the others with find -samefile, and copy the file with cp',
      },
    ];
  return [];
}
