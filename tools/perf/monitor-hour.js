// An hour's worth of looks and scrapes in one process, from the compiled sources; prints its resident memory as JSON.
//   node tools/perf/monitor-hour.js DATA_FOLDER
import { readFileSync } from 'node:fs';
import { readDataFolder } from '../../dist/src/database/data-folder.js';
import { alertsOf } from '../../dist/src/operations/monitor/alerts/definitions.js';
import { Exposition } from '../../dist/src/operations/monitor/exposition.js';
import { keepHeapSmall } from '../../dist/src/operations/monitor/lean.js';
import { jsonLog } from '../../dist/src/operations/monitor/log.js';
import { startServer } from '../../dist/src/operations/monitor/server/server.js';
import { targetsOf } from '../../dist/src/operations/monitor/targets.js';
import { Watch } from '../../dist/src/operations/monitor/watch.js';

const LOOKS = 3600;
keepHeapSmall();
let now = Date.now() / 1000;
const { targets } = targetsOf(readDataFolder(process.argv[2], 'data'));
const watch = new Watch({ targets, alerts: alertsOf({}), capacity: LOOKS + 1, clock: () => now });
const write = jsonLog({ write: () => {} });
watch.subscribe((update) => {
  if (update.kind === 'event') write(update.event);
});
const exposition = new Exposition(watch);
const server = await startServer({ host: '127.0.0.1', port: 0, routes: [], onDefect: () => {} });
for (let look = 0; look < LOOKS; look++) {
  now += 1;
  watch.look();
  watch.lookAtLocks();
  // As between two looks: what a closed connection held is given back on a turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  if (look % 15 === 0) await exposition.text();
}
const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
process.stdout.write(
  `${JSON.stringify({ looks: watch.history.length, peakBytes: Number(kilobytes) * 1024 })}\n`,
);
await server.stop();
