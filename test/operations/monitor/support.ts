import { mkdtempSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { buildLayout } from '../../../src/database/build.ts';
import { pointerTo } from '../../../src/database/data-folder.ts';
import { three } from '../../../src/layouts/index.ts';
import type { Layout } from '../../../src/model/layout.ts';
import { alertsOf } from '../../../src/operations/monitor/alerts/definitions.ts';
import { targetsOf } from '../../../src/operations/monitor/targets.ts';
import { Watch, type WatchOptions } from '../../../src/operations/monitor/watch.ts';
import { writeFileAtomically } from '../../../src/process/write.ts';
import { seedStore, type TemporaryFolder } from '../../support/dataset.ts';

/** A data folder as `build` makes it, once per test file; `copy` gives each test its own. */
export async function dataFolder(folder: TemporaryFolder, layout: Layout = three) {
  const store = await seedStore(folder.path);
  const built = mkdtempSync(join(folder.path, 'built-'));
  buildLayout({ layout, seedStore: store, scale: 1, folder: built });
  await writeFileAtomically(join(built, 'layout.json'), JSON.stringify(pointerTo(layout)));
  return {
    layout,
    copy: async () => {
      const place = mkdtempSync(join(folder.path, 'data-'));
      await cp(built, place, { recursive: true });
      return place;
    },
  };
}

export function watchOn(files: string, options: Partial<WatchOptions> = {}, layout: Layout = three): Watch {
  return new Watch({
    targets: targetsOf({ layout, files }).targets,
    alerts: alertsOf({}),
    capacity: 100,
    ...options,
  });
}

/** The application: has the database open, and writes a page or more per call. */
export function application(files: string) {
  const connection = new Database(join(files, 'database.sqlite'));
  connection.pragma('journal_mode = WAL');
  const insert = connection.prepare(
    "INSERT INTO deleted_models (model, model_id, attributes, deleted_at) VALUES ('track', 1, ?, '2025-01-01')",
  );
  return {
    connection,
    write: (times: number) => {
      for (let time = 0; time < times; time++) insert.run('x'.repeat(3000));
    },
    close: () => connection.close(),
  };
}
