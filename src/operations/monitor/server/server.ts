import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { EXIT, Failure } from '../../../model/failure.ts';
import { type GuardOptions, guard } from './guard.ts';
import { answer, type Route, TEXT } from './route.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token?: string;
  readonly routes: readonly Route[];
  /** A handler that threw: a defect of ours, answered with 500. */
  readonly onDefect: (error: unknown) => void;
}

export interface Running {
  readonly port: number;
  /** Ends every connection, streams as well. */
  stop(): Promise<void>;
}

/** Together with what a scrape and a handful of people need; a stream above the limit is told so with 503. */
export const MOST_CONNECTIONS = 512;
export const MOST_STREAMS = 32;
/**
 * Requests of one connection that wait for their answers. Browsers and Prometheus send one after another; a client that sends a thousand
 * in advance and reads nothing would have them all made and kept: 8 s of nothing else, and 1 GB.
 */
export const MOST_IN_ADVANCE = 4;
const MOST_HEADER_BYTES = 8192;
const MOST_BUFFERED_BYTES = 1_000_000;
/** For the headers of a request, for a request as a whole, and for an answer that is no stream. */
const LONGEST_SECONDS = { headers: 5, request: 10, answer: 15 } as const;

/** On every answer. A page sets a content-security-policy of its own. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** @throws Failure: 2 where the port is taken or the address is not of this machine, 5 without permission */
export async function startServer(options: ServerOptions): Promise<Running> {
  const stopping = new AbortController();
  const byPath = new Map(options.routes.map((route) => [route.path, route]));
  let refuse: ReturnType<typeof guard>;
  let streams = 0;
  const waiting = new WeakMap<Socket, number>();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const refusal = refuse(request);
    if (refusal) {
      // What else the client meant to send is not waited for.
      response.shouldKeepAlive = false;
      return answer(response, refusal.status, TEXT, `${refusal.message}\n`, refusal.headers);
    }
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    // The path as it came: nothing is decoded, joined or looked for in a folder.
    const route = byPath.get(path);
    const url = URL.parse(request.url ?? '/', `http://${request.headers.host}`);
    if (!route || url === null)
      return answer(response, 404, TEXT, `there is ${[...byPath.keys()].join(', ')}\n`);
    if (route.stream && streams >= MOST_STREAMS) {
      response.shouldKeepAlive = false;
      return answer(response, 503, TEXT, `all ${MOST_STREAMS} streams are taken; try again later\n`, {
        'retry-after': '30',
      });
    }
    // The headers of a stream are all that there is to say of it.
    if (route.stream && request.method === 'HEAD') return answer(response, 200, TEXT, '');
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, stopping.signal]);
    response.once('close', () => gone.abort());
    if (route.stream) {
      streams++;
      response.once('close', () => streams--);
      endWhenUnread(response, gone.signal);
    } else response.setTimeout(LONGEST_SECONDS.answer * 1000, () => response.destroy());
    await route.handle({ request, response, url, signal });
  };

  const server = createServer(
    {
      maxHeaderSize: MOST_HEADER_BYTES,
      headersTimeout: LONGEST_SECONDS.headers * 1000,
      requestTimeout: LONGEST_SECONDS.request * 1000,
      keepAliveTimeout: 5000,
      connectionsCheckingInterval: 1000,
    },
    (request, response) => {
      const { socket } = request;
      const others = waiting.get(socket) ?? 0;
      // What else has come with this one is still handed on, though nobody is there to answer.
      if (socket.destroyed || others >= MOST_IN_ADVANCE) return void socket.destroy();
      waiting.set(socket, others + 1);
      response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
      handle(request, response).catch((error: unknown) => {
        options.onDefect(error);
        if (response.headersSent) response.destroy();
        else answer(response, 500, TEXT, 'a defect of the monitor; its log has it\n');
      });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.maxRequestsPerSocket = 1000;
  const port = await listen(server, options);
  refuse = guard({ ...(options satisfies Omit<GuardOptions, never>), port });
  return {
    port,
    stop: async () => {
      stopping.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(
  server: ReturnType<typeof createServer>,
  { host, port }: Pick<ServerOptions, 'host' | 'port'>,
): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const refused = (why: string, exitCode: 2 | 5 = EXIT.usage) =>
      new Failure(why, exitCode, { cause: error });
    if (code === 'EADDRINUSE')
      throw refused(`port ${port} on ${host} is in use. Stop what uses it, or choose another with --port.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAFNOSUPPORT')
      throw refused(`${host} is no address of this machine (${code}). Give one that is with --host.`);
    if (code === 'EACCES')
      throw refused(`port ${port} may not be opened (EACCES). Choose one above 1023 with --port.`, EXIT.disk);
    throw error;
  }
}

/** A client that does not read would have everything kept for it. */
function endWhenUnread(response: ServerResponse, gone: AbortSignal): void {
  const timer = setInterval(() => {
    if (response.writableLength > MOST_BUFFERED_BYTES) response.destroy();
  }, 1000);
  gone.addEventListener('abort', () => clearInterval(timer));
}
