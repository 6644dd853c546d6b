import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { type Alert, parseWebhook, sendAlert } from '../../../src/operations/backup/webhook.ts';

const alert: Alert = {
  schema: 'chinook-eval/backup-alert@1',
  event: 'backup-failed',
  at: '2026-07-22T03:00:00.000Z',
  data: 'data',
  message: 'no room',
  exitCode: 5,
};
const { signal } = new AbortController();
const quick = { attempts: 2, timeoutSeconds: 30, pauseSeconds: 0.001 };

const servers: (() => void)[] = [];
after(() => {
  for (const close of servers) close();
});

async function serverThat(answers: RequestListener): Promise<{ url: URL; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      answers(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?secret=1`), bodies };
}

test('the alert comes as JSON, once', async () => {
  const { url, bodies } = await serverThat((request, response) => {
    assert.equal(request.method, 'POST');
    assert.equal(request.headers['content-type'], 'application/json');
    response.end('thanks');
  });
  assert.equal(await sendAlert(url, alert, signal, quick), null);
  assert.deepEqual(
    bodies.map((body) => JSON.parse(body)),
    [alert],
  );
});

test('a name and a password in the address are sent as what they are for, and told nobody', async () => {
  let asked: string | undefined;
  const { url } = await serverThat((request, response) => {
    asked = request.headers.authorization;
    response.end();
  });
  const address = parseWebhook(String(url).replace('//', '//ann:a%3Ab%25@'));
  assert.equal(await sendAlert(address, alert, signal, quick), null);
  assert.equal(asked, `Basic ${Buffer.from('ann:a:b%').toString('base64')}`);
  const { url: refusing } = await serverThat((_, response) => response.writeHead(401).end());
  const secret = parseWebhook(String(refusing).replace('//', '//ann:secret@'));
  assert.match((await sendAlert(secret, alert, signal, quick)) ?? '', /^127\.0\.0\.1:\d+ answered 401/);
});

test('a server that answers 500 at first is asked again', async () => {
  let asked = 0;
  const { url } = await serverThat((_, response) => {
    response.statusCode = ++asked === 1 ? 500 : 204;
    response.end();
  });
  assert.equal(await sendAlert(url, alert, signal, quick), null);
  assert.equal(asked, 2);
});

test('500 for ever, no answer, a redirect, nobody there: told without the secret, after so many attempts', async () => {
  const failing = await serverThat((_, response) => {
    response.statusCode = 500;
    response.end();
  });
  assert.match(
    (await sendAlert(failing.url, alert, signal, quick)) ?? '',
    /^127\.0\.0\.1:\d+ answered 500 \(2 attempts\)$/,
  );
  assert.equal(failing.bodies.length, 2);
  const silent = await serverThat(() => {});
  assert.match(
    (await sendAlert(silent.url, alert, signal, { ...quick, timeoutSeconds: 0.05 })) ?? '',
    /did not answer in time \(2 attempts\)$/,
  );
  const elsewhere = await serverThat((_, response) => {
    response.writeHead(302, { location: failing.url.href }).end();
  });
  assert.match((await sendAlert(elsewhere.url, alert, signal, quick)) ?? '', /answered 302/);
  servers.pop()?.();
  assert.match((await sendAlert(elsewhere.url, alert, signal, quick)) ?? '', /cannot be reached/);
});

test('an interrupted command does not wait for it', async () => {
  const stop = new AbortController();
  const { url } = await serverThat(() => stop.abort());
  assert.match(
    (await sendAlert(url, alert, stop.signal, { ...quick, timeoutSeconds: 3600 })) ?? '',
    /interrupted/,
  );
});

test('only http and https are addresses', () => {
  for (const text of ['', 'example.org', 'ftp://example.org/x', 'file:///etc/passwd', 'javascript:1'])
    assert.throws(() => parseWebhook(text), { exitCode: 2, message: /^--notify / }, text);
  assert.equal(parseWebhook('https://example.org/hook').host, 'example.org');
});
