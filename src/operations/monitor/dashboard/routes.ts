import type { AlertStatus } from '../alerts/board.ts';
import { answer, HTML, JSON_TYPE, type Route, TEXT } from '../server/route.ts';
import type { Watch } from '../watch.ts';
import { lookOf, pastOf } from './data.ts';
import { dashboardPage, type PageOptions } from './page.ts';

export interface DashboardOptions extends PageOptions {
  readonly watch: Watch;
  /** As of the latest look. */
  readonly alerts: () => readonly AlertStatus[];
}

/** What a browser is told to wait before it connects again, milliseconds. */
const RETRY = 2000;
/**
 * Milliseconds between lines that say nothing: looks may be an hour apart, and only a write finds out that a client has gone without a
 * word, as a sleeping laptop does; it would keep its stream.
 */
export const HEARTBEAT = 15_000;

/** The dashboard: its page, the past hour, and every look as it happens. */
export function dashboardRoutes(options: DashboardOptions): readonly Route[] {
  const { watch, alerts } = options;
  const page = dashboardPage(options);
  const latest = () => lookOf(watch, alerts());
  return [
    {
      path: '/',
      description: 'the dashboard',
      handle: ({ response }) =>
        answer(response, 200, HTML, page.html, { 'content-security-policy': page.policy }),
    },
    {
      path: '/api/history',
      description: 'the looks of the past hour; ?run=RUN&since=STEADY for those after one',
      handle: ({ response, url }) => {
        const since = Number(url.searchParams.get('since') ?? 0);
        if (!Number.isFinite(since))
          return answer(response, 400, TEXT, 'since is a number: the "steady" of a look\n');
        // What another run has seen says nothing about when this one looked: then all of it is new.
        const sameRun = (url.searchParams.get('run') ?? watch.run) === watch.run;
        return answer(response, 200, JSON_TYPE, JSON.stringify(pastOf(watch, sameRun ? since : 0)));
      },
    },
    {
      path: '/api/state',
      description: 'the latest look and the alerts',
      handle: ({ response }) => answer(response, 200, JSON_TYPE, JSON.stringify(latest())),
    },
    {
      path: '/api/events',
      description: 'every look as a server-sent event',
      stream: true,
      handle: ({ response, signal }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
        const send = (data: unknown) => response.write(`event: look\ndata: ${JSON.stringify(data)}\n\n`);
        response.write(`retry: ${RETRY}\n\n`);
        send(latest());
        const stop = watch.subscribe((update) => {
          // Whoever decides the alerts hears of the look as well: they are asked for when all have heard.
          if (update.kind !== 'look') return;
          const { moment, readings } = update;
          queueMicrotask(
            () => !signal.aborted && send(lookOf({ run: watch.run, moment, readings }, alerts())),
          );
        });
        const beat = setInterval(() => response.write(':\n\n'), HEARTBEAT);
        signal.addEventListener('abort', () => {
          clearInterval(beat);
          stop();
          response.end();
        });
      },
    },
  ];
}
