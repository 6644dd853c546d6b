import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { main } from '../../src/main.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

/** Data folders of these layouts, each by its layout's name, and the program run beside them. */
export async function searchData(...layouts: readonly string[]) {
  const folder = new TemporaryFolder();
  const run = async (...words: string[]) => {
    const recorded = recordedStreams({ cwd: folder.path });
    return { code: await main(words, recorded.streams), out: recorded.out(), err: recorded.err() };
  };
  for (const layout of layouts)
    assert.equal((await run('build', '--scale', '1', '--layout', layout, '--out', layout)).code, 0);
  return {
    folder: folder.path,
    run,
    search: (...words: string[]) => run('search', '--data', 'three', ...words),
    /** A copy of the data of layout three, of which a test may do what it likes. */
    copy: (name: string, work: (db: Database.Database) => void = () => {}): string => {
      cpSync(join(folder.path, 'three'), join(folder.path, name), { recursive: true });
      const db = new Database(join(folder.path, name, 'chinook.sqlite'));
      work(db);
      db.close();
      return name;
    },
  };
}
