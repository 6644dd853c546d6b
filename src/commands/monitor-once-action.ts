import { EXIT } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import type { Follow } from '../operations/monitor/follow.ts';
import { lookOnce } from '../operations/monitor/once.ts';
import { targetsOf } from '../operations/monitor/targets.ts';
import type { Watch } from '../operations/monitor/watch.ts';
import { checkRequest, type MonitorFlags } from './monitor-flags.ts';

/** Looks once and prints what was found; the exit code says whether an alert holds. */
export async function once(
  flags: MonitorFlags,
  streams: Streams,
  watch: Watch,
  follow: Follow,
  shown: string,
): Promise<number> {
  const { runCheck } = await import('../operations/monitor/checks/run.ts');
  const notChecked: string[] = [];
  watch.subscribe((update) => {
    if (update.kind === 'event' && update.event.event === 'check-failed')
      notChecked.push(update.event.message);
  });
  await runCheck(
    watch,
    checkRequest(flags, streams, follow, shown),
    Number.isFinite(flags.checks),
    streams.signal,
  );
  await lookOnce(watch, streams.signal);
  const { layout } = follow.data;
  const { inMemory } = targetsOf(follow.data);
  const { readings, board } = watch;
  if (flags.json) {
    const databases = readings.map(({ values, ...reading }) => ({
      ...reading,
      figures: Object.fromEntries(values),
    }));
    const found = {
      schema: 'chinook-eval/monitor@1',
      layout: layout.name,
      databases,
      inMemory,
      alerts: board.statuses,
      notChecked,
    };
    streams.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  } else {
    const { foundText } = await import('../operations/monitor/text.ts');
    streams.stdout.write(
      foundText({ shown, layout: layout.name, readings, inMemory, alerts: board.statuses, notChecked }),
    );
  }
  if (board.holding.length > 0) return EXIT.gate;
  return notChecked.length > 0 ? EXIT.incomplete : EXIT.fine;
}
