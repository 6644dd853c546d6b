import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLayout } from '../../src/database/build.ts';
import { type OpenLayout, openLayout } from '../../src/database/open.ts';
import type { Layout } from '../../src/model/layout.ts';
import type { SeedSource } from '../../src/model/seed.ts';
import { importSeed } from '../../src/seed/import.ts';

/** A temporary folder, removed when the test file's process ends (Node 22 has no `using`). */
export class TemporaryFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'chinook-eval-test-')));

  constructor() {
    process.on('exit', () => rmSync(this.path, { recursive: true, force: true, maxRetries: 3 }));
  }
}

/** The built-in catalogue as a seed store in a folder. */
export async function seedStore(folder: string, source: SeedSource = { form: 'built-in' }): Promise<string> {
  const store = join(folder, 'seed.store');
  await importSeed(source, store);
  return store;
}

/** Builds and opens a layout in a folder of its name. */
export function buildAndOpen(layout: Layout, folder: string, store: string, scale = 1): OpenLayout {
  const place = join(folder, `${layout.name}-${scale}`);
  mkdirSync(place);
  buildLayout({ layout, seedStore: store, scale, folder: place });
  return openLayout(layout, place);
}
