import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, machine, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import type { Environment } from '../model/run.ts';
import { PACKAGE_ROOT } from '../paths.ts';
import { fileSystemOf } from '../process/file-system.ts';

export { fileSystemOf, IN_MEMORY, networkFileSystem } from '../process/file-system.ts';

/** The machine and the versions that a figure belongs to. */
export function readEnvironment(folder: string): Omit<Environment, 'pinnedCore'> {
  const db = new Database(':memory:');
  try {
    sqliteVec.load(db);
    const processors = cpus();
    const [load] = loadavg();
    return {
      node: process.versions.node,
      sqlite: String(db.prepare('SELECT sqlite_version()').pluck().get()),
      sqliteVec: String(db.prepare('SELECT vec_version()').pluck().get()),
      betterSqlite3: packageVersion('better-sqlite3'),
      operatingSystem: `${platform()} ${release()} ${machine()}`,
      processor: processors[0]?.model.trim() || 'unknown',
      cores: Math.max(1, processors.length),
      memoryBytes: totalmem(),
      fileSystem: fileSystemOf(folder),
      loadAverage: platform() === 'win32' || load === undefined ? null : load,
    };
  } finally {
    db.close();
  }
}

function packageVersion(name: string): string {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** The commit of a checkout of this tool; null where it was installed, or git is missing. */
export function toolCommit(): string | null {
  const root = fileURLToPath(PACKAGE_ROOT);
  if (!existsSync(new URL('.git', PACKAGE_ROOT))) return null;
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    };
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], options).trim();
    const dirty =
      execFileSync('git', ['status', '--porcelain', '--untracked-files=no'], options).trim() !== '';
    return dirty ? `${commit}-dirty` : commit;
  } catch {
    return null;
  }
}
