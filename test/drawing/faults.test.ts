import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer';
import { openBrowser } from '../../src/browser/launch.ts';
import { drawDiagrams, type Renderer } from '../../src/drawing/draw.ts';
import { MermaidPage } from '../../src/drawing/page.ts';
import { Failure, Interrupted } from '../../src/model/failure.ts';
import { NO_BROWSER, ProfileFolder, script } from '../browser/support.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { diagram } from './diagrams.ts';

const skip = NO_BROWSER;
const POSIX = process.platform !== 'win32';
const { path: scripts } = new TemporaryFolder();
const profiles = new ProfileFolder();
const base = { formats: ['svg'], env: process.env, signal: new AbortController().signal } as const;
const pie = (id: string) => diagram(id, 'pie\n  "one" : 1\n  "two" : 2\n', ['one', 'two']);
const THREE = [pie('before'), pie('meant'), pie('after')];

/** Draws as always, but for the diagram `meant`, to which it does this first. */
function disturbed(disturb: (session: Parameters<Renderer>[0]) => Promise<unknown>): Renderer {
  return async (session, id, text) => {
    if (id === 'diagram-meant') await disturb(session);
    return await session.page.draw(id, text);
  };
}

test('a browser that is killed in the middle fails one diagram; another browser draws the rest', {
  skip,
}, async () => {
  const pids = new Set<number | undefined>();
  const { outcomes } = await drawDiagrams(THREE, {
    ...base,
    renderer: async (session, id, text) => {
      pids.add(session.open.pid);
      return await disturbed(async ({ open }) => process.kill(open.pid as number, 'SIGKILL'))(
        session,
        id,
        text,
      );
    },
  });
  assert.deepEqual(
    outcomes.map(({ ok }) => ok),
    [true, false, true],
  );
  assert.deepEqual(outcomes[1], { id: 'meant', ok: false, reason: 'the browser ended while it drew' });
  assert.equal(pids.size, 2);
  await profiles.assertNothingLeft();
});

test('a page that hangs is given up after its time; the others are drawn', { skip }, async () => {
  const { outcomes } = await drawDiagrams(THREE, {
    ...base,
    drawSeconds: 5,
    renderer: disturbed(async ({ open }) => {
      const page = await open.browser.newPage();
      await page.evaluate('for (;;) {}');
    }),
  });
  assert.deepEqual(
    outcomes.map((one) => (one.ok ? 'drawn' : one.reason)),
    ['drawn', 'not done within 5 s', 'drawn'],
  );
  await profiles.assertNothingLeft();
});

/** Spoils the next page that is opened: the one of the next PNG or PDF. */
function spoilNextPage(browser: Browser, spoil: (page: Page) => void): void {
  const own = browser.newPage;
  browser.newPage = async (...given) => {
    browser.newPage = own;
    const page = await browser.newPage(...given);
    spoil(page);
    return page;
  };
}

test('a PNG that fails leaves the SVG and the PDF, and is not said to be of Mermaid', { skip }, async () => {
  const { outcomes } = await drawDiagrams(THREE, {
    ...base,
    formats: ['svg', 'png', 'pdf'],
    renderer: disturbed(async ({ open }) =>
      spoilNextPage(open.browser, (page) => {
        page.screenshot = async () => {
          throw new Error('Unable to capture screenshot');
        };
      }),
    ),
  });
  const made = outcomes.map((one) =>
    one.ok ? [one.svg !== '', one.png !== null, one.pdf !== null, one.failed] : one.reason,
  );
  const failed = [{ format: 'png', reason: 'Unable to capture screenshot' }];
  assert.deepEqual(made, [
    [true, true, true, []],
    [true, false, true, failed],
    [true, true, true, []],
  ]);
  await profiles.assertNothingLeft();
});

test('a browser that dies at the PNG leaves the SVG; PNG and PDF say why, the rest is drawn', {
  skip,
}, async () => {
  const { outcomes } = await drawDiagrams(THREE, {
    ...base,
    formats: ['png', 'pdf'],
    renderer: disturbed(async ({ open }) =>
      spoilNextPage(open.browser, () => process.kill(open.pid as number, 'SIGKILL')),
    ),
  });
  const reason = 'the browser ended while it drew';
  assert.deepEqual(
    outcomes.map((one) => (one.ok ? one.failed : one.reason)),
    [
      [],
      [
        { format: 'png', reason },
        { format: 'pdf', reason },
      ],
      [],
    ],
  );
  await profiles.assertNothingLeft();
});

test('the time of a diagram is for all of its formats, not for each', { skip }, async () => {
  const { outcomes } = await drawDiagrams([pie('meant')], {
    ...base,
    formats: ['svg', 'png'],
    drawSeconds: 3,
    renderer: disturbed(async ({ open }) => {
      await sleep(2000);
      spoilNextPage(open.browser, (page) => {
        const own = page.screenshot.bind(page);
        page.screenshot = (async (given: object) => {
          await sleep(2000);
          return await own(given);
        }) as typeof page.screenshot;
      });
    }),
  });
  // On a slow machine the SVG may be late too: then that says so.
  const [one = assert.fail()] = outcomes;
  assert.equal(one.ok ? one.failed[0]?.reason : one.reason, 'not done within 3 s');
  await profiles.assertNothingLeft();
});

test('a browser that is lost again and again is not started for ever', { skip }, async () => {
  const many = Array.from({ length: 6 }, (_, index) => pie(`p${index}`));
  const { outcomes } = await drawDiagrams(many, {
    ...base,
    renderer: async ({ open, page }, id, text) => {
      process.kill(open.pid as number, 'SIGKILL');
      return await page.draw(id, text);
    },
  });
  const reasons = outcomes.map((one) => (one.ok ? 'drawn' : one.reason));
  assert.deepEqual(new Set(reasons.slice(0, 4)), new Set(['the browser ended while it drew']));
  for (const reason of reasons.slice(4))
    assert.match(reason, /^the browser was lost 4 times \(last: it was ended by SIGKILL.*\)$/);
  await profiles.assertNothingLeft();
});

test('no browser that starts: every diagram has the one reason, and it is tried once', {
  skip: !POSIX,
}, async () => {
  const browser = script(scripts, 'dies', `echo x >> '${scripts}/started'; echo 'no luck' >&2; exit 1`);
  const { outcomes, notes } = await drawDiagrams(THREE, { ...base, renderer: 'page', browser });
  assert.equal(outcomes.length, 3);
  for (const one of outcomes) assert.match(one.ok ? '' : one.reason, /dies does not start: .*no luck/);
  assert.deepEqual(notes, []);
  assert.equal(readFileSync(`${scripts}/started`, 'utf8'), 'x\n');
});

test('a named browser that is no file is a Failure', async () => {
  await assert.rejects(
    drawDiagrams(THREE, { ...base, renderer: 'page', browser: '/gone/chrome' }),
    (error) => error instanceof Failure && error.exitCode === 2 && /\/gone\/chrome/.test(error.message),
  );
});

test('nothing to draw starts nothing', { skip: !POSIX }, async () => {
  const browser = script(scripts, 'never', 'exit 1');
  assert.deepEqual(await drawDiagrams([], { ...base, renderer: 'page', browser }), {
    outcomes: [],
    notes: [],
  });
});

test('an abort in the middle, of either renderer, leaves no process and no folder', { skip }, async () => {
  for (const renderer of ['page', 'mermaid-cli'] as const) {
    const controller = new AbortController();
    const drawing = drawDiagrams(THREE, {
      ...base,
      renderer,
      signal: controller.signal,
      onProgress: (doing) => {
        if (doing.includes('meant')) setTimeout(() => controller.abort(), 20);
      },
    });
    await assert.rejects(drawing, Interrupted);
    await profiles.assertNothingLeft();
  }
});

test('an abort while a page hangs does not wait for it', { skip }, async () => {
  const controller = new AbortController();
  const drawing = drawDiagrams(THREE, {
    ...base,
    signal: controller.signal,
    renderer: disturbed(async ({ open }) => {
      const page = await open.browser.newPage();
      setTimeout(() => controller.abort(), 100);
      await page.evaluate('for (;;) {}');
    }),
  });
  await assert.rejects(drawing, Interrupted);
  await profiles.assertNothingLeft();
});

test('a page that crashes is told at once, and the rest is drawn', { skip }, async () => {
  const { outcomes } = await drawDiagrams(THREE, {
    ...base,
    renderer: disturbed(async ({ open, page }) => {
      const [first] = await open.browser.pages();
      const drawing = page.draw('diagram-meant', '%% never done');
      first?.goto('chrome://crash').catch(() => {});
      await drawing.catch(() => {});
    }),
  });
  assert.deepEqual(
    outcomes.map((one) => (one.ok ? 'drawn' : one.reason)),
    ['drawn', 'the browser ended while it drew', 'drawn'],
  );
  await profiles.assertNothingLeft();
});

test('where the browser reads no files, Mermaid comes by another way', { skip }, async () => {
  const open = await openBrowser(base);
  try {
    const page = await MermaidPage.open(open.browser, '/gone/folder');
    const { id, text } = pie('x');
    assert.match(await page.draw(id, text), /^<svg/);
  } finally {
    await open.close();
  }
  await profiles.assertNothingLeft();
});
