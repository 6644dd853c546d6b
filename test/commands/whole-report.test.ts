import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from '../../src/main.ts';
import { NO_BROWSER, openPage, openTestBrowser, violations } from '../report/html/browser.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

test('bench ends with a page that has every chart and every diagram in it, sound and accessible', {
  skip: NO_BROWSER,
}, async () => {
  const { path } = new TemporaryFolder();
  const recorded = recordedStreams({ cwd: path, env: process.env });
  const words = ['--quick', '--scale', '1', '--rounds', '2', '--generations', '2', '--block', '1ms'];
  const chosen = [
    '--layouts',
    'all',
    '--filter',
    '/track-by-id|user-activity|fts-albums|write-comment|complex/',
  ];
  const code = await main(['bench', ...words, ...chosen], recorded.streams);
  assert.equal(code, 0, recorded.err());
  assert.doesNotMatch(recorded.err(), /not drawn/);
  const [id = ''] = readdirSync(join(path, 'reports'));
  const folder = join(path, 'reports', id);
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  assert.ok(page.length < 3e6, `${page.length} bytes`);
  const drawn = readdirSync(join(folder, 'diagrams')).map((name) => name.replace(/\.svg$/, ''));
  for (const layout of ['single', 'two', 'three', 'three-attached'])
    for (const kind of [
      'er',
      'placement',
      'connections',
      'flow-complex-search',
      'memory',
      'full-text',
      'vectors',
    ])
      assert.ok(drawn.includes(`${kind}-${layout}`), `${kind}-${layout} is among ${drawn}`);
  // Each picture of the Markdown is a file beside it.
  const markdown = readFileSync(join(folder, 'report.md'), 'utf8');
  for (const [, file = ''] of markdown.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
    assert.match(readFileSync(join(folder, file), 'utf8'), /^<svg /, file);
  const open = await openTestBrowser();
  try {
    const { page: shown, said, asked } = await openPage(open.browser, page);
    assert.deepEqual([said, asked], [[], []]);
    const figures = await shown.evaluate('document.querySelectorAll("figure > svg, figure svg").length');
    assert.equal(figures, drawn.length + readdirSync(join(folder, 'charts')).length);
    const twice = await shown.evaluate(
      `[...document.querySelectorAll('[id]')].map((one) => one.id).filter((one, index, all) => all.indexOf(one) !== index)`,
    );
    assert.deepEqual(twice, [], 'each id once');
    for (const scheme of ['light', 'dark']) {
      await shown.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      assert.deepEqual(await violations(shown), [], scheme);
    }
  } finally {
    await open.close();
  }
});
