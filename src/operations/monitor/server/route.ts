import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * An address of the server. Routes are a list given to `startServer`; a page, its data and an event stream are plugged in by adding
 * routes to that list (see `routes` in ../run.ts) and need nothing else:
 *
 *     const page: Route = { path: '/', description: 'the dashboard', handle: ({ response }) => answer(response, 200, HTML, html, { 'content-security-policy': … }) };
 *     const history: Route = { path: '/api/history', description: '…', handle: ({ response, url }) => answer(response, 200, JSON_TYPE, JSON.stringify(watch.history.series(…))) };
 *     const events: Route = {
 *       path: '/api/events', description: 'every look as a server-sent event', stream: true,
 *       handle: ({ response, signal }) => {
 *         response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
 *         const stop = watch.subscribe((update) => response.write(`data: ${JSON.stringify(…)}\n\n`));
 *         signal.addEventListener('abort', () => { stop(); response.end(); });
 *       },
 *     };
 *
 * Before a handler is called the server has checked method (GET or HEAD), length, Host, Origin and token, and has set the
 * headers of HEADERS in server.ts; a handler may set others. A stream counts against the limit on streams, has no time
 * limit, and has to end when `signal` is aborted: that happens when the client goes away and when the server stops. A
 * stream that is not read is ended by the server once MOST_BUFFERED_BYTES wait for it.
 */
export interface Route {
  /** Exact, such as "/metrics". */
  readonly path: string;
  /** One line for people. */
  readonly description: string;
  /** The answer has no end. */
  readonly stream?: boolean;
  readonly handle: (exchange: Exchange) => void | Promise<void>;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Aborted when the client has gone, or the server stops. */
  readonly signal: AbortSignal;
}

export const TEXT = 'text/plain; charset=utf-8';
export const HTML = 'text/html; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';

/** A whole answer. For HEAD Node leaves the body out. */
export function answer(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
}
