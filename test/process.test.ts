import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, Failure, Interrupted } from '../src/model/failure.ts';
import { Child, ChildFailed } from '../src/process/child.ts';

const start = (signal = new AbortController().signal) => new Child('test/support/echo-process', { signal });
const leaving = (when: string) =>
  new Child('test/support/leaving-process', {
    signal: new AbortController().signal,
    execArgv: [`--title=${when}`],
  });

test('a child answers, and says what it could not do', async () => {
  const child = start();
  assert.deepEqual(await child.request('echo', { a: new Float64Array([1, 2]) }, 60), {
    a: new Float64Array([1, 2]),
  });
  await assert.rejects(
    child.request('mend', 0, 60),
    (error: Failure) => error instanceof Failure && error.exitCode === EXIT.disk,
  );
  await assert.rejects(
    child.request('breaks', 0, 60),
    (error) => error instanceof ChildFailed && /broken/.test(String(error)),
  );
  await assert.rejects(child.request('nothing', 0, 60), /no method nothing/);
  await child.end();
});

test('a child that dies while nothing is asked of it is told of at once at the next request', async () => {
  const child = start();
  await child.request('echo', 0, 60);
  process.kill(child.pid ?? assert.fail('no pid'), 'SIGKILL');
  while (await alive(child.pid)) await sleep(20);
  await assert.rejects(child.request('echo', 0, 3600), /ended by SIGKILL/);
  await child.end();
});

async function alive(pid: number | undefined): Promise<boolean> {
  try {
    process.kill(pid ?? 0, 0);
    return true;
  } catch {
    return false;
  }
}

/** Asks again and again from before the child closes its channel until after. */
async function askedWhileItLeaves(child: Child): Promise<readonly unknown[]> {
  const errors: Promise<unknown>[] = [];
  let settled = false;
  for (let asked = 0; asked < 20 || !settled; asked++) {
    const request = child.request('leave', 0, 60).catch((error) => error);
    errors.push(request.finally(() => (settled = true)));
    await sleep(10);
  }
  await child.end();
  return Promise.all(errors);
}

test('how a child ended is told, also where its channel closed before', async () => {
  const errors = await askedWhileItLeaves(leaving('300'));
  assert.ok(errors.length > 20, String(errors.length));
  for (const error of errors) {
    assert.ok(error instanceof ChildFailed);
    assert.match(error.message, /ended with exit code 7/);
  }
});

test('a child that closes its channel and stays is ended', async () => {
  const child = leaving('never');
  const errors = await askedWhileItLeaves(child);
  for (const error of errors) assert.match(String(error), /could not reach the process/);
  assert.ok(!(await alive(child.pid)));
});

test('a child that hangs is ended at the deadline', async () => {
  const child = start();
  await child.request('echo', 0, 60);
  await assert.rejects(child.request('hang', 0, 0.3), /no answer within 0.3 s/);
  await child.end();
});

test('a child that cannot start is told of, and ending it does not wait for ever', async () => {
  const node = process.execPath;
  process.execPath = '/nowhere/node';
  try {
    const child = start();
    await assert.rejects(child.request('echo', 0, 60), ChildFailed);
    await child.end();
  } finally {
    process.execPath = node;
  }
});

test('interruption ends it', async () => {
  const controller = new AbortController();
  const child = start(controller.signal);
  const answer = child.request('hang', 0, 60);
  controller.abort();
  await assert.rejects(answer, Interrupted);
  await child.end();
});
