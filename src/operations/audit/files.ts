import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFolder, POINTER_FILE } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import type { Header } from './header.ts';
import { type FilesFact, lookBelow } from './look-below.ts';
import type { Role } from './policy.ts';

const SIDECAR = /-(?:wal|shm|journal)$/;

/**
 * Everything that lies in a data folder.
 * @param except a folder in it that is looked at as something else
 * @throws Failure: 5 where the folder cannot be listed; Interrupted
 */
export function lookAtData(
  { path, files, layout }: DataFolder,
  shown: string,
  except: string | null,
  signal: AbortSignal,
): FilesFact {
  const real = realpathSync(path);
  const folder = realpathSync(files);
  const databases = new Set(layoutFiles(folder, layout));
  const roleOf = (file: string, header: Header | null): { role: Role; current: boolean } => {
    const database = file.replace(SIDECAR, '');
    if (SIDECAR.test(file)) return { role: 'sidecar', current: databases.has(database) };
    if (databases.has(file)) return { role: 'database', current: true };
    if (file === join(real, POINTER_FILE)) return { role: 'pointer', current: true };
    return { role: header === 'wal' || header === 'rollback' ? 'database' : 'other', current: false };
  };
  return lookBelow(real, shown, { folder: 'folder', roleOf, except }, signal);
}

/**
 * Everything that lies in a folder of backups.
 * @param except the data folder, which may lie in it: what is in there is no backup
 * @throws as lookAtData
 */
export function lookAtBackups(
  path: string,
  shown: string,
  except: string | null,
  signal: AbortSignal,
): FilesFact {
  const roleOf = () => ({ role: 'backup' as const, current: false });
  return lookBelow(realpathSync(path), shown, { folder: 'backupFolder', roleOf, except }, signal);
}
