// Draws diagrams as SVG with the compiled program as users run it: a file with them as JSON, and the browser's path.
import { readFileSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// As bin does.
enableCompileCache();
const { drawDiagrams } = await import('../../dist/src/drawing/draw.js');

const [file = '', browser = '', folder = ''] = process.argv.slice(2);
const { outcomes } = await drawDiagrams(JSON.parse(readFileSync(file, 'utf8')), {
  formats: ['svg'],
  renderer: 'page',
  browser,
  env: process.env,
  signal: new AbortController().signal,
});
for (const one of outcomes) {
  if (!one.ok) throw new Error(`${one.id}: ${one.reason}`);
  writeFileSync(join(folder, `${one.id}.svg`), one.svg);
}
