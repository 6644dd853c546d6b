// Builds one layout from a seed store, with the compiled program as users run it, and prints rows and peak memory.
import { buildLayout } from '../../dist/src/database/build.js';
import { LAYOUTS } from '../../dist/src/layouts/index.js';

const options = JSON.parse(process.argv[2] ?? '{}');
const layout = LAYOUTS.find(({ name }) => name === options.layout);
const rows = buildLayout({ ...options, layout });
process.stdout.write(JSON.stringify({ rows, peakBytes: process.resourceUsage().maxRSS * 1024 }));
