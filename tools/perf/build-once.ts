// Builds one layout from the built-in catalogue and prints rows and peak memory.
import { rmSync } from 'node:fs';
import { buildLayout } from '../../src/database/build.ts';
import { loadLayouts } from '../../src/layouts/load.ts';
import { importSeed } from '../../src/seed/import.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as {
  folder: string;
  layout: string;
  scale: number;
  withoutVectors?: boolean;
};
const [layout] = await loadLayouts([options.layout], process.cwd());
if (layout === undefined) throw new Error('no layout');
const seedStore = `${options.folder}.seed`;
await importSeed({ form: 'built-in' }, seedStore);
const rows = buildLayout({ ...options, layout, seedStore });
rmSync(seedStore);
process.stdout.write(JSON.stringify({ rows, peakBytes: process.resourceUsage().maxRSS * 1024 }));
