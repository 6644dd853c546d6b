import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, createServer } from 'node:net';
import { hostname } from 'node:os';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../../src/model/failure.ts';
import { guard } from '../../../src/operations/monitor/server/guard.ts';
import { answer, type Route, TEXT } from '../../../src/operations/monitor/server/route.ts';
import {
  MOST_IN_ADVANCE,
  MOST_STREAMS,
  type Running,
  startServer,
} from '../../../src/operations/monitor/server/server.ts';

const defects: unknown[] = [];
const opened: AbortSignal[] = [];
const ROUTES: readonly Route[] = [
  {
    path: '/metrics',
    description: '',
    handle: ({ response }) => answer(response, 200, TEXT, 'chinook_sqlite_up 1\n'),
  },
  {
    path: '/broken',
    description: '',
    handle: () => {
      throw new Error('broken');
    },
  },
  {
    path: '/events',
    description: '',
    stream: true,
    handle: ({ response, signal }) => {
      opened.push(signal);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      signal.addEventListener('abort', () => response.end());
    },
  },
];
const start = (options: Partial<Parameters<typeof startServer>[0]> = {}) =>
  startServer({
    host: '127.0.0.1',
    port: 0,
    routes: ROUTES,
    onDefect: (error) => defects.push(error),
    ...options,
  });

let server: Running;
before(async () => {
  server = await start();
});
after(() => server.stop());

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

function ask(
  path: string,
  { port = server.port, method = 'GET', headers = {} as Record<string, string> } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        );
      },
    );
    request.on('error', reject);
    request.end();
  });
}

/** `once` would reject where the end is a reset, as it is where the server has not read all: that is an end like any other. */
function endOf(one: EventEmitter): Promise<void> {
  return new Promise((resolve) => one.once('close', () => resolve()));
}

/** What a client sends byte by byte, and what comes back until the server closes. */
async function raw(text: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  let said = '';
  socket.on('data', (chunk) => (said += String(chunk)));
  socket.on('error', () => {});
  socket.write(text);
  await endOf(socket);
  return said;
}

test('what is there is answered, to GET and HEAD, with headers that give a page nothing', async () => {
  const { status, body, headers } = await ask('/metrics?x=1');
  assert.deepEqual([status, body], [200, 'chinook_sqlite_up 1\n']);
  assert.match(String(headers['content-security-policy']), /default-src 'none'/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['access-control-allow-origin'], undefined);
  const head = await ask('/metrics', { method: 'HEAD' });
  assert.deepEqual([head.status, head.body, head.headers['content-length']], [200, '', String(body.length)]);
});

test('every method that is not for reading is refused', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
    const { status, headers } = await ask('/metrics', { method });
    assert.deepEqual([status, headers.allow], [405, 'GET, HEAD'], method);
  }
  assert.match(
    await raw(`CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`),
    /^$/,
  );
});

test('a Host that is not ours is refused: a page whose name leads to 127.0.0.1 gets nothing', async () => {
  const { port } = server;
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `localhost.evil.example:${port}`,
    `127.0.0.2:${port}`,
    `a@localhost:${port}`,
  ])
    assert.equal((await ask('/metrics', { headers: { host } })).status, 421, host);
  for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
    assert.equal((await ask('/metrics', { headers: { host } })).status, 200, host);
  assert.match(
    await raw('GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n'),
    /^HTTP\/1\.1 400 /,
    'no Host at all',
  );
  assert.match(await raw('GET /metrics HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 421 /);
  assert.match(await raw('GET /metrics HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 421 /);
});

test('a page of another origin is refused', async () => {
  for (const origin of [
    'http://evil.example',
    'null',
    `https://127.0.0.1:${server.port}`,
    `http://localhost:${server.port}`,
  ])
    assert.equal((await ask('/metrics', { headers: { origin } })).status, 403, origin);
  const origin = `http://127.0.0.1:${server.port}`;
  assert.equal((await ask('/metrics', { headers: { origin } })).status, 200);
});

test('paths are taken as they are: no trick leads anywhere', async () => {
  for (const path of [
    '/..',
    '/../metrics',
    '/%2e%2e/metrics',
    '//evil/metrics',
    '/metrics/',
    '/Metrics',
    '/metrics%00',
    '/./metrics',
    '/metrics\\..',
    '/__proto__',
    '/constructor',
    '/etc/passwd',
  ])
    assert.equal((await ask(path)).status, 404, path);
  const port = server.port;
  assert.match(
    await raw(
      `GET http://evil.example/metrics HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
    ),
    /^HTTP\/1\.1 400 /,
  );
  assert.match(
    await raw(`GET * HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`),
    /^HTTP\/1\.1 400 /,
  );
});

test('a giant address, giant headers and what is no HTTP end with an answer or the connection', async () => {
  assert.equal((await ask(`/${'a'.repeat(3000)}`)).status, 414);
  assert.match(await raw(`GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await raw(`GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await raw('\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'), /^HTTP\/1\.1 400 /);
  assert.equal((await ask('/metrics')).status, 200, 'it goes on');
});

test('requests sent in advance are answered up to a limit: a client cannot have a thousand answers made at once', async () => {
  let made = 0;
  const route: Route = {
    path: '/large',
    description: '',
    handle: ({ response }) => {
      made++;
      answer(response, 200, TEXT, 'x'.repeat(100_000));
    },
  };
  const other = await start({ routes: [route] });
  const one = `GET /large HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\n\r\n`;
  const socket = connect(other.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  const closed = endOf(socket);
  socket.write(one.repeat(500));
  await new Promise((resolve) => setImmediate(resolve));
  socket.resume();
  await closed;
  assert.ok(made <= MOST_IN_ADVANCE, `${made} answers`);
  // One after another there may be as many as one likes.
  const polite = connect(other.port, '127.0.0.1');
  for (let asked = 0; asked < 3 * MOST_IN_ADVANCE; asked++) {
    polite.write(one);
    for (let bytes = 0; bytes < 100_000; ) bytes += ((await once(polite, 'data')) as [Buffer])[0].length;
  }
  assert.ok(made > 2 * MOST_IN_ADVANCE);
  polite.destroy();
  await other.stop();
});

test('two Host headers are refused, though the first is ours', async () => {
  const host = `Host: 127.0.0.1:${server.port}\r\n`;
  assert.match(await raw(`GET /metrics HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`), /^HTTP\/1\.1 400 /);
});

test('a defect is answered with 500, told, and the server goes on', async () => {
  assert.equal((await ask('/broken')).status, 500);
  assert.equal(String(defects.at(-1)), 'Error: broken');
  assert.equal((await ask('/metrics')).status, 200);
});

test('streams have a limit that is told, and a stream that is left is free again', async () => {
  const streams = Array.from({ length: MOST_STREAMS }, () => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path: '/events', agent: false });
    request.on('error', () => {});
    request.end();
    return request;
  });
  await Promise.all(streams.map((request) => once(request, 'response')));
  const { status, body } = await ask('/events');
  assert.equal(status, 503);
  assert.match(body, new RegExp(`all ${MOST_STREAMS} streams are taken`));
  assert.equal((await ask('/metrics')).status, 200, 'what is no stream is answered');
  const signal = opened.at(-1);
  const gone = signal && !signal.aborted ? once(signal, 'abort') : Promise.resolve();
  for (const request of streams) request.destroy();
  await gone;
});

test('a token, where there is one: as a bearer, or as a password', async () => {
  const token = 'a-token-of-some-length';
  const guarded = await start({ token });
  const { port } = guarded;
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  try {
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, basic(`anyone:${token}`)])
      assert.equal((await ask('/metrics', { port, headers: { authorization } })).status, 200, authorization);
    for (const authorization of [
      'Bearer ',
      `Bearer ${token}x`,
      `Digest ${token}`,
      basic(token.slice(1)),
      basic(`${token}:x`),
      'x',
    ])
      assert.equal((await ask('/metrics', { port, headers: { authorization } })).status, 401, authorization);
    const { status, headers } = await ask('/metrics', { port });
    assert.deepEqual([status, /^Basic /.test(String(headers['www-authenticate']))], [401, true]);
  } finally {
    await guarded.stop();
  }
});

test('on another address its own names count, and no other name: properties of the guard', () => {
  const own = guard({ host: '0.0.0.0', port: 9464 });
  const asked = (host: string) =>
    own({ method: 'GET', url: '/metrics', headers: { host } } as Parameters<typeof own>[0])?.status ?? 200;
  assert.equal(asked(`${hostname()}:9464`), 200);
  assert.equal(asked('[fe80::1]:9464'), 200);
  fc.assert(fc.property(fc.ipV4(), (ip) => asked(`${ip}:9464`) === 200));
  fc.assert(
    fc.property(
      fc.domain(),
      (name) => name.toLowerCase() === hostname().toLowerCase() || asked(`${name}:9464`) === 421,
    ),
  );
  for (const [host, name] of [
    ['127.0.0.2', '127.0.0.2'],
    ['::1', '[::1]'],
    ['Monitor.example.org', 'monitor.example.org'],
  ] as const) {
    const named = guard({ host, port: 9464 });
    const headers = { host: `${name}:9464` };
    assert.equal(
      named({ method: 'GET', url: '/', headers } as Parameters<typeof own>[0]),
      null,
      'the name that it was given is its own',
    );
  }
  const loopback = guard({ host: '127.0.0.1', port: 9464 });
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (host) => {
      const refusal = loopback({ method: 'GET', url: '/', headers: { host } } as Parameters<typeof own>[0]);
      return refusal !== null || /^(localhost|127\.0\.0\.1|\[::1\]):9464$/i.test(host);
    }),
  );
});

test('a port in use, an address of others: one line, exit 2', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const failure = (message: RegExp) => (error: unknown) =>
    error instanceof Failure && error.exitCode === 2 && message.test(error.message);
  await assert.rejects(start({ port }), failure(/^port \d+ on 127\.0\.0\.1 is in use\. .*--port/));
  await assert.rejects(
    start({ host: '192.0.2.1' }),
    failure(/^192\.0\.2\.1 is no address of this machine .*--host/),
  );
  other.close();
});

test('it ends at once, whatever is open: streams, idle connections, requests half sent', async () => {
  const own = await start();
  const socket = connect(own.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET /metrics HTTP/1.1\r\nHost:');
  const stream = httpRequest({ host: '127.0.0.1', port: own.port, path: '/events', agent: false });
  stream.on('error', () => {});
  stream.end();
  const [response] = await once(stream, 'response');
  response.on('error', () => {});
  response.resume();
  const ended = Promise.all([endOf(socket), endOf(response)]);
  await own.stop();
  await ended;
  await assert.rejects(ask('/metrics', { port: own.port }));
});
