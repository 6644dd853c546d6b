import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HEARTBEAT } from '../../../../src/operations/monitor/dashboard/routes.ts';
import { MOST_STREAMS } from '../../../../src/operations/monitor/server/server.ts';
import { Stage } from './stage.ts';

/** `once` would reject where the end is a reset: that is an end like any other. */
function endOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())));
}

describe('the dashboard under abuse', () => {
  let stage: Stage;
  // Each on a server of its own: connections that one test leaves would count against the next.
  beforeEach(async () => {
    stage = new Stage();
    stage.look();
    await stage.serve();
  });
  afterEach(async () => {
    await stage.stop();
    assert.deepEqual(stage.defects, []);
  });

  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${stage.address}${path}`, { headers });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };

  it('lets nothing run but its own scripts, by their hashes, and no page embed it', async () => {
    const { status, headers, text } = await ask('/');
    const policy = headers.get('content-security-policy') ?? '';
    assert.equal(status, 200);
    assert.match(policy, /default-src 'none'; script-src 'sha256-[^']+' 'sha256-[^']+'; style-src 'sha256-/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.doesNotMatch(text, /https?:\/\/(?!www\.w3\.org)[a-z.]+\/[^"']*\.(?:js|css|woff)/);
    assert.match(text, /<title>data \(single\) &#60;b&#62;/);
  });

  it('answers what it is asked and refuses what it is not', async () => {
    assert.equal((await ask('/api/history?since=nonsense')).status, 400);
    stage.look(5, -3600);
    const history = async (query: string) =>
      JSON.parse((await ask(`/api/history?${query}`)).text) as Record<'at' | 'steady', number[]>;
    const since = `since=${stage.steady - 1}`;
    assert.deepEqual((await history(since)).at, [stage.now]);
    assert.deepEqual((await history(since)).steady, [stage.steady]);
    assert.equal((await history(`${since}&run=${stage.watch.run}`)).at.length, 1);
    assert.equal(
      (await history(`${since}&run=another`)).at.length,
      2,
      'to who has none of this run, all is new',
    );
    assert.equal((JSON.parse((await ask('/api/state')).text) as { at: number }).at, stage.now);
    for (const path of ['/../etc/passwd', '/%2e%2e/etc/passwd', '//', '/api', '/api/events/'])
      assert.equal((await ask(path)).status, 404, path);
    assert.equal((await ask('/', { origin: 'http://evil.example' })).status, 403);
  });

  it('a stream with nothing to tell says so now and then: else nobody would know that its client is gone', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const request = get({ host: '127.0.0.1', port: stage.port, path: '/api/events', agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let heard = '';
    response.on('data', (chunk) => (heard += String(chunk)));
    response.on('error', () => {});
    while (!/\n\n$/.test(heard) || !heard.includes('data:')) await once(response, 'data');
    const before = heard.length;
    t.mock.timers.tick(HEARTBEAT - 1);
    t.mock.timers.tick(1);
    while (heard.length === before) await once(response, 'data');
    assert.equal(heard.slice(before), ':\n\n');
    request.destroy();
  });

  it('1,000 event streams: so many are given, the others are told so, and looks go on', async () => {
    const open: IncomingMessage[] = [];
    const statuses = new Map<number, number>();
    let told = '';
    const one = async () => {
      const request = get({ host: '127.0.0.1', port: stage.port, path: '/api/events', agent: false });
      try {
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        const { statusCode = 0 } = response;
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
        if (statusCode === 200) open.push(response);
        else for await (const chunk of response) told = String(chunk);
      } catch (error) {
        // Beyond the limit on connections the server does not take them at all.
        assert.match(String((error as NodeJS.ErrnoException).code), /ECONNRESET|EPIPE/);
      }
    };
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 100 }, one));
    assert.equal(statuses.get(200), MOST_STREAMS);
    assert.equal(statuses.get(503), 1000 - MOST_STREAMS);
    assert.match(told, new RegExp(`all ${MOST_STREAMS} streams are taken`));
    const [first] = open;
    assert.ok(first);
    stage.look();
    let heard = '';
    for await (const chunk of first) {
      heard += String(chunk);
      if (heard.includes(`"at":${stage.now}`)) break;
    }
    for (const response of open) response.destroy();
    assert.equal((await ask('/api/state')).status, 200);
  });

  it('500 clients that send a header letter by letter are let go, and others are served meanwhile', async () => {
    const sockets: Socket[] = [];
    for (let client = 0; client < 500; client++) {
      const socket = connect(stage.port, '127.0.0.1');
      socket.on('error', () => {});
      sockets.push(socket);
    }
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nHost: 127');
    assert.equal((await ask('/api/state')).status, 200);
    await Promise.all(sockets.map((socket) => endOf(socket.resume())));
    assert.equal((await ask('/api/state')).status, 200);
  });

  it('a client that never reads does not keep the server from ending', async () => {
    const socket = connect(stage.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${stage.port}\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    for (let look = 0; look < 200; look++) stage.look();
    const closed = endOf(socket);
    await stage.stop();
    socket.resume();
    await closed;
  });
});
