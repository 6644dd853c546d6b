import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Why a request is refused. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 414 | 421;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GuardOptions {
  /** The address that the server listens on. */
  readonly host: string;
  readonly port: number;
  /** Needed where the address is not loopback. */
  readonly token?: string;
}

const MOST_URL = 2000;

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A page of any site can send a browser to http://localhost:9464, and by pointing its own name at 127.0.0.1 (DNS rebinding) read the
 * answer: CVE-2025-24010 in Vite was the lack of this check. So the name that was asked for has to be ours, and a page that
 * asks has to be our own.
 * @returns null where the request may be answered
 */
export function guard(options: GuardOptions): (request: IncomingMessage) => Refusal | null {
  const own = options.host.toLowerCase();
  const names = new Set([...LOOPBACK_NAMES, own.includes(':') ? `[${own}]` : own]);
  if (!isLoopback(options.host)) names.add(hostname().toLowerCase());
  const isOurs = (name: string) =>
    names.has(name) || (!isLoopback(options.host) && isIP(name.replace(/^\[|\]$/g, '')) !== 0);
  const expected = options.token === undefined ? null : digest(options.token);
  return ({ method, url = '', headers, headersDistinct }) => {
    if (method !== 'GET' && method !== 'HEAD')
      return { status: 405, message: 'only GET and HEAD', headers: { allow: 'GET, HEAD' } };
    if (url.length > MOST_URL)
      return { status: 414, message: `an address has at most ${MOST_URL} characters` };
    if (!url.startsWith('/')) return { status: 400, message: 'an address begins with a slash' };
    // Of two, a proxy in front may have checked the other.
    if ((headersDistinct?.host?.length ?? 0) > 1)
      return { status: 400, message: 'a request has one Host header' };
    const [, name = '', port = '80'] =
      /^([^:]+|\[[0-9a-f:.]+\])(?::(\d+))?$/.exec(headers.host?.toLowerCase() ?? '') ?? [];
    if (!isOurs(name) || Number(port) !== options.port)
      return { status: 421, message: 'this is not the server that the Host header asks for' };
    if (
      headers.origin !== undefined &&
      headers.origin.toLowerCase() !== `http://${headers.host?.toLowerCase()}`
    )
      return { status: 403, message: 'pages of other sites get no answer' };
    if (expected !== null && !isToken(headers.authorization, expected))
      return {
        status: 401,
        message: 'a token is needed: Authorization: Bearer TOKEN, or the token as the password',
        headers: { 'www-authenticate': 'Basic realm="chinook-eval monitor", charset="UTF-8"' },
      };
    return null;
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Prometheus sends "Bearer"; a browser asks for a name and a password and sends "Basic". */
function isToken(authorization: string | undefined, expected: Buffer): boolean {
  const [scheme = '', value = ''] = authorization?.split(' ', 2) ?? [];
  const basic = () =>
    Buffer.from(value, 'base64')
      .toString('utf8')
      .replace(/^[^:]*:/, '');
  const given = /^bearer$/i.test(scheme) ? value : /^basic$/i.test(scheme) ? basic() : '';
  // Digests have one length, and comparing them takes one time, whatever was given.
  return timingSafeEqual(digest(given), expected);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
