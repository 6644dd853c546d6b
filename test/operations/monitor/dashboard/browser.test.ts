import assert from 'node:assert/strict';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'puppeteer';
import type { OpenBrowser } from '../../../../src/browser/launch.ts';
import { NO_BROWSER } from '../../../browser/support.ts';
import { violations } from '../../../report/html/browser.ts';
import {
  alert,
  openLoopbackBrowser,
  openPage,
  PHONE,
  Stage,
  textOf,
  WIDE,
  waitForLook,
  waitForText,
} from './stage.ts';

const VALUE = (panel: string) => `.panel:has([aria-label^="${panel}"]) .value`;
const SIZE = VALUE('Write-ahead log');

describe('the dashboard in Chromium', { skip: NO_BROWSER }, () => {
  let open: OpenBrowser;
  before(async () => {
    open = await openLoopbackBrowser();
  });
  after(() => open.close());

  async function withDashboard(
    use: (stage: Stage, page: Page, said: string[], asked: string[]) => Promise<void>,
    intervalSeconds = 5,
  ) {
    const stage = new Stage();
    stage.intervalSeconds = intervalSeconds;
    stage.look();
    stage.look();
    await stage.serve();
    const { page, said, asked } = await openPage(open, stage.address);
    try {
      await use(stage, page, said, asked);
      assert.deepEqual(stage.defects, []);
    } finally {
      await page.close();
      await stage.stop();
    }
  }

  it('moves when the database does, and asks nobody but the monitor', async () => {
    await withDashboard(async (stage, page, said, asked) => {
      const before = await textOf(page, SIZE);
      stage.write(50);
      stage.look();
      await page.waitForFunction(
        `document.querySelector(${JSON.stringify(SIZE)}).textContent !== ${JSON.stringify(before)}`,
      );
      assert.match(await textOf(page, SIZE), /\d kB/);
      assert.deepEqual(said, []);
      assert.deepEqual(
        asked.filter((address) => !address.startsWith(stage.address) && address !== 'data:,'),
        [],
      );
      const moments = (await page.evaluate(
        `echarts.getInstanceByDom(document.querySelector('.panel:not([hidden]) .chart')).getOption().xAxis[0].axisLabel.customValues`,
      )) as number[];
      assert.equal(moments.length, 4);
      for (const [index, moment] of moments.entries()) {
        assert.equal(moment % 900_000, 0, 'a quarter of an hour');
        if (index > 0) assert.equal(moment - (moments[index - 1] ?? 0), 900_000);
      }
      assert.match(await textOf(page, '.note'), /^cache lives in the memory/);
      assert.equal(await textOf(page, 'h1'), 'data (single) <b>');
    });
  });

  it('shows an alert when it fires, says so in the title, and clears it', async () => {
    await withDashboard(async (stage, page) => {
      assert.equal(await textOf(page, '#alerts'), 'none fires');
      stage.alerts = [alert('firing', '<img src=x onerror=alert(1)> & "quoted"')];
      stage.look();
      await waitForText(page, '#alerts', /warning<img src=x.*docs\/monitor\.md#wal-large$/);
      assert.equal(await page.$('#alerts img'), null);
      assert.match(await page.title(), /^\(1\) data/);
      // A time of day alone would be today's.
      assert.match(await textOf(page, '#alerts'), /\(since \d+:/);
      stage.alerts = [{ ...alert('firing'), since: 1_800_000_000 - 3 * 86_400 }];
      stage.look();
      await waitForText(page, '#alerts', /\(since [A-Z][a-z]+ \d+, \d+:/);
      stage.alerts = [alert('pending')];
      stage.look();
      await waitForText(page, '#alerts', /^pendingmain: the WAL/);
      assert.doesNotMatch(await page.title(), /^\(/);
      stage.alerts = [];
      stage.look();
      await waitForText(page, '#alerts', /^none fires$/);
    });
  });

  it('a gap is a gap: what was not looked at is not drawn over', async () => {
    await withDashboard(async (stage, page) => {
      for (let look = 0; look < 5; look++) stage.look();
      stage.look(600);
      stage.look();
      await waitForLook(page, stage);
      const box = '[aria-label^="Size of the file"]';
      await page.focus(box);
      const read: string[] = [];
      for (let step = 0; step < 4; step++) {
        await page.keyboard.press('ArrowLeft');
        read.push(await textOf(page, VALUE('Size of the file')));
      }
      assert.match(read[0] ?? '', /kB at /);
      assert.match(read[2] ?? '', /^not measured at /);
      assert.match(read[3] ?? '', /kB at /);
      await page.keyboard.press('Escape');
      assert.doesNotMatch(await textOf(page, VALUE('Size of the file')), / at /);
    });
  });

  it('a share between two looks without anything to share is drawn, and what is not asked is no fault', async () => {
    await withDashboard(async (stage, page) => {
      const box = '[aria-label^="Cache hits"]';
      for (const [hits, misses] of [
        [10, 10],
        [10, 10],
        [17, 13],
        [17, 13],
      ] as const) {
        stage.watch.checked('main', {
          chinook_sqlite_cache_hits_total: hits,
          chinook_sqlite_cache_misses_total: misses,
        });
        stage.look();
      }
      await waitForLook(page, stage);
      assert.equal((await textOf(page, VALUE('Cache hits'))).trim(), 'none asked');
      await page.focus(box);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      assert.match(await textOf(page, VALUE('Cache hits')), /^70 % at /);
      const drawn = await page.evaluate(`(() => {
        const [r, g, b] = [10, 90, 130];
        const canvas = document.querySelector('${box} canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let found = 0;
        for (let at = 0; at < data.length; at += 4)
          if (Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 30 && data[at + 3] > 200) found++;
        return found;
      })()`);
      assert.ok(Number(drawn) >= 4, `${String(drawn)} pixels in the colour of the curve`);
    });
  });

  it('the clock is set back, and set forward: the curves go on, without a gap, by the clock as it is now', async () => {
    await withDashboard(async (stage, page) => {
      for (const set of [-5400, 3600]) {
        stage.write(10);
        stage.look(5, set);
        await waitForLook(page, stage);
        const moved = await textOf(page, SIZE);
        stage.write(50);
        stage.look();
        await waitForLook(page, stage);
        assert.notEqual(await textOf(page, SIZE), moved, `set by ${set} s`);
      }
      await page.focus('[aria-label^="Size of the file"]');
      const labels: string[] = [];
      for (let step = 0; step < 6; step++) {
        await page.keyboard.press('ArrowLeft');
        labels.push(await textOf(page, VALUE('Size of the file')));
        assert.match(labels[step] ?? '', /kB at /, 'no gap');
      }
      // The oldest, 25 s before by any clock that is not set.
      const oldest = await page.evaluate(`new Date(${stage.now - 25} * 1000).toLocaleTimeString()`);
      assert.ok(labels.at(-1)?.endsWith(`at ${oldest}`), labels.join('; '));
    });
  });

  it('a monitor that was started again with its clock set back: its looks come behind those of before', async () => {
    await withDashboard(async (stage, page) => {
      await stage.stop();
      await page.waitForSelector('#link[data-state="lost"]');
      stage.now -= 7200;
      stage.steady = stage.now;
      stage.watch = stage.newWatch();
      for (let look = 0; look < 3; look++) stage.look();
      await stage.serve();
      await waitForLook(page, stage);
      await page.focus('[aria-label^="Size of the file"]');
      for (let step = 0; step < 5; step++) {
        await page.keyboard.press('ArrowLeft');
        assert.match(await textOf(page, VALUE('Size of the file')), /kB at /, 'two of before, three of now');
      }
      stage.write(50);
      const before = await textOf(page, SIZE);
      stage.look();
      await page.waitForFunction(
        `document.querySelector(${JSON.stringify(SIZE)}).textContent !== ${JSON.stringify(before)}`,
      );
    });
  });

  it('connects again after a restart of the monitor, keeps what it has, and fetches what it has missed', async () => {
    await withDashboard(async (stage, page) => {
      await stage.stop();
      await page.waitForSelector('#link[data-state="lost"]');
      assert.match(await textOf(page, '#link'), /trying again\. Shown is the look at \d+:/);
      assert.match(await page.title(), /^\(\?\) data/);
      stage.watch = stage.newWatch();
      for (let look = 0; look < 4; look++) stage.look();
      await stage.serve();
      await waitForLook(page, stage);
      assert.match(await textOf(page, '.state'), /^up$/);
      await page.focus('[aria-label^="Size of the file"]');
      // Two looks of before, four that it has missed.
      for (let step = 0; step < 6; step++) {
        await page.keyboard.press('ArrowLeft');
        assert.match(await textOf(page, VALUE('Size of the file')), /kB at /, 'no gap');
      }
    });
  });

  it('looks that no longer come are missed, though the connection stands, and taken when they come', async () => {
    await withDashboard(async (stage, page) => {
      // Nothing is closed and nothing is said: as when the monitor hangs, or a router has forgotten the connection.
      await page.waitForSelector('#link[data-state="lost"]', { timeout: 60_000 });
      assert.match(await textOf(page, '#link'), /Shown is the look at/);
      assert.match(await page.title(), /^\(\?\)/);
      stage.look();
      await waitForLook(page, stage);
      assert.equal(await page.$eval('#link', (link) => link.getAttribute('data-state')), 'open');
      assert.doesNotMatch(await page.title(), /^\(/);
    }, 0.1);
  });

  it('says so when the database is gone, is another, is damaged, and is back', async () => {
    await withDashboard(async (stage, page) => {
      stage.writer.close();
      const aside = `${stage.file}.aside`;
      renameSync(stage.file, aside);
      stage.look();
      await waitForText(page, '.state', /^down since .*: there is no such file$/);
      const said = await textOf(page, '.state');
      stage.look();
      await page.reload();
      await waitForText(page, '.state', /^down since/);
      assert.equal(await textOf(page, '.state'), said, 'since when, also for a page that has just come');
      writeFileSync(stage.file, 'this is no database '.repeat(500));
      stage.look();
      await waitForText(page, '.state', /^down since .*: the file is not a SQLite database$/);
      rmSync(stage.file);
      copyFileSync(aside, stage.file);
      stage.look();
      await waitForText(page, '.state', /^up$/);
    });
  });

  it('has no violation that axe-core finds: light, dark, on a phone, with alerts and without', async () => {
    await withDashboard(async (stage, page) => {
      await page.setBypassCSP(true);
      await page.reload();
      for (const [viewport, scheme, alerts] of [
        [WIDE, 'light', true],
        [PHONE, 'dark', true],
        [PHONE, 'light', false],
      ] as const) {
        await page.setViewport(viewport);
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        stage.alerts = alerts
          ? [alert('firing'), { ...alert('firing'), severity: 'critical' }, alert('pending')]
          : [];
        stage.look();
        await waitForText(page, '#alerts', alerts ? /pending/ : /none fires/);
        assert.deepEqual(await violations(page), [], `${viewport.width} ${scheme}`);
        const wider = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        assert.equal(wider, false, 'nothing is cut off at the side');
      }
    });
  });
});
