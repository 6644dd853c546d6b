import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NO_BROWSER } from '../../../browser/support.ts';
import { TemporaryFolder } from '../../../support/dataset.ts';
import { addressOf, startCli, until } from '../programs.ts';
import { application, dataFolder } from '../support.ts';
import { openLoopbackBrowser, openPage, textOf, waitForText } from './stage.ts';

const WAL = '[data-db="main"] .panel:has([aria-label^="Write-ahead log"]) .value';

test('chinook-eval monitor, an application that writes, and a browser: figures move, an alert fires and clears, SIGTERM under load ends it', {
  skip: NO_BROWSER,
}, async () => {
  const folder = new TemporaryFolder();
  const place = await (await dataFolder(folder)).copy();
  const alerts = { 'wal-large': { limit: '200kB', for: '0s' }, 'disk-full': 'off' };
  writeFileSync(join(folder.path, 'chinook-eval.config.json'), JSON.stringify({ monitor: { alerts } }));
  const app = application(place);
  app.write(1);
  const words = ['monitor', '--data', place, '--port', '0', '--interval', '500ms', '--checks', '10s'];
  const monitor = startCli(words, folder.path);
  const address = await addressOf(monitor);
  const open = await openLoopbackBrowser();
  try {
    const { page, said, asked } = await openPage(open, address);
    await waitForText(page, WAL, /\d/);
    assert.match(await textOf(page, '[data-db="chinook"] .state'), /^up$/);
    assert.doesNotMatch(await textOf(page, '#alerts'), /WAL/);
    const before = await textOf(page, WAL);
    app.write(100);
    await waitForText(page, '#alerts', /warningmain: the WAL is large/);
    assert.match(await page.title(), /^\(\d\) /);
    assert.notEqual(await textOf(page, WAL), before);
    // The check of the contents, which runs in a process of its own, has come to the page as well.
    await waitForText(page, '[data-db="main"] .facts', /orphans0/);
    app.connection.pragma('wal_checkpoint(TRUNCATE)');
    await waitForText(page, '#alerts', /^(?!.*WAL)/s);
    await until('its end in the log', () =>
      monitor.said().includes('"event":"alert-resolved","db":"main","alert":"wal-large"'),
    );
    assert.deepEqual(said, []);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(address) && url !== 'data:,'),
      [],
    );

    // Load: whoever asks asks again at once, until nobody answers; the application writes on.
    let answered = 0;
    const scrape = async () => {
      for (;;) {
        const text = await fetch(`${address}/metrics`).then(
          (response) => response.text(),
          () => undefined,
        );
        if (text === undefined) return;
        answered++;
        app.write(1);
      }
    };
    const load = Array.from({ length: 20 }, scrape);
    await until('answers under load', () => answered > 100);
    let code: unknown = 'it goes on';
    void monitor.end('SIGTERM').then((ended) => (code = ended));
    await until('its end', () => code !== 'it goes on', 30);
    assert.equal(code, 0);
    await Promise.all(load);
    assert.match(monitor.said().trimEnd().split('\n').at(-1) ?? '', /"event":"stopped"/);
    assert.doesNotMatch(monitor.said(), /"event":"defect"/);
    await waitForText(page, '#link', /^the monitor does not answer/);
  } finally {
    app.close();
    await open.close();
  }
});
