import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { runMonitor } from '../../../src/operations/monitor/run.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { dataFolder, watchOn } from './support.ts';

const folder = new TemporaryFolder();
let data: Awaited<ReturnType<typeof dataFolder>>;
before(async () => {
  data = await dataFolder(folder);
});

test('while the system lists its locks, which may take long, a scrape is answered', async () => {
  const watch = watchOn(await data.copy());
  const ending = new AbortController();
  let list: (locks: []) => void = () => {};
  let asked: () => void = () => {};
  const waiting = new Promise<void>((resolve) => (asked = resolve));
  const port = Promise.withResolvers<number>();
  let first = true;
  const running = runMonitor({
    watch,
    intervalSeconds: 0.1,
    host: '127.0.0.1',
    port: 0,
    signal: ending.signal,
    onListening: port.resolve,
    locks: () => {
      if (first) {
        first = false;
        return Promise.resolve([]);
      }
      asked();
      return new Promise((resolve) => (list = resolve));
    },
  });
  const address = `http://127.0.0.1:${await port.promise}/metrics`;
  await waiting;
  assert.match(await (await fetch(address)).text(), /chinook_sqlite_up\{db="main"\} 1/);
  assert.equal(watch.history.length, 1, 'no look has been made meanwhile');
  ending.abort();
  list([]);
  await running;
});
