import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenBrowser } from '../../src/browser/launch.ts';
import type { MermaidPage } from '../../src/drawing/page.ts';
import { GivenUp, NotLoaded, Sessions } from '../../src/drawing/session.ts';

/** Sessions of browsers that are none, each connected until it is closed or lost. */
function sessions(page: () => Promise<MermaidPage> = async () => ({}) as MermaidPage) {
  const opened: { connected: boolean; closed: number }[] = [];
  const all = new Sessions(
    { env: {}, signal: new AbortController().signal },
    {
      browser: async () => {
        const state = { connected: true, closed: 0 };
        opened.push(state);
        return {
          browser: state,
          note: null,
          ended: Promise.resolve('it was ended by SIGBUS'),
          close: async () => {
            state.connected = false;
            state.closed++;
          },
        } as unknown as OpenBrowser;
      },
      page,
    },
  );
  return { all, opened };
}

const givenUp = (message: string) => (error: unknown) =>
  error instanceof GivenUp && error.message === message;

test('four diagrams that were only too slow do not stop the others; ten do, with the last cause', async () => {
  const { all, opened } = sessions();
  for (let times = 1; times <= 10; times++) {
    await all.current();
    await all.lose('timeOut', `d${times}: not done within 120 s`);
  }
  assert.equal(opened.length, 10);
  await assert.rejects(
    all.current(),
    givenUp('10 diagrams took too long, no more are tried (last: d10: not done within 120 s)'),
  );
  assert.equal(opened.length, 10);
});

test('crashes are counted apart from time-outs, and the last cause is told', async () => {
  const { all } = sessions();
  for (const [loss, cause] of [
    ['timeOut', 'slow'],
    ['crash', 'one'],
    ['timeOut', 'slow'],
    ['crash', 'two'],
    ['crash', 'three'],
  ] as const) {
    await all.current();
    await all.lose(loss, cause);
  }
  await all.current();
  await all.lose('crash', 'its page crashed');
  await assert.rejects(all.current(), givenUp('the browser was lost 4 times (last: its page crashed)'));
});

test('a browser that ends between two diagrams is closed, counted, and its end told', async () => {
  const { all, opened } = sessions();
  for (let times = 1; times <= 4; times++) {
    await all.current();
    const last = opened.at(-1) ?? assert.fail();
    assert.equal(await all.current(), await all.current(), 'one browser as long as it lives');
    last.connected = false;
  }
  await assert.rejects(all.current(), givenUp('the browser was lost 4 times (last: it was ended by SIGBUS)'));
  assert.deepEqual(
    opened.map(({ closed }) => closed),
    [1, 1, 1, 1],
  );
});

test('a page that never opens is told with its cause, and is not tried for ever', async () => {
  const { all, opened } = sessions(async () => {
    throw new Error('mermaid.min.js is not there\nat somewhere');
  });
  const why = 'mermaid.min.js is not there at somewhere';
  for (let times = 1; times <= 2; times++)
    await assert.rejects(
      all.current(),
      (error) =>
        error instanceof NotLoaded &&
        error.message === `Mermaid could not be loaded into the browser: ${why}`,
    );
  await assert.rejects(all.current(), givenUp(`no page for drawing could be opened, 2 times (last: ${why})`));
  assert.deepEqual(
    opened.map(({ closed }) => closed),
    [1, 1],
  );
});
