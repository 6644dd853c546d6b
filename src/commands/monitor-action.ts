import { loadConfig } from '../config/load.ts';
import { findDataFolder } from '../database/data-folder.ts';
import type { Streams } from '../model/streams.ts';
import { alertsOf } from '../operations/monitor/alerts/definitions.ts';
import { Follow } from '../operations/monitor/follow.ts';
import { targetsOf } from '../operations/monitor/targets.ts';
import { Watch } from '../operations/monitor/watch.ts';
import { namedData } from './data.ts';
import { checkFlags, historySeconds, type MonitorFlags } from './monitor-flags.ts';
import { once } from './monitor-once-action.ts';
import { serve } from './monitor-serve-action.ts';

/** Looks once, or watches and answers until it is interrupted: that is how it ends, and no failure. */
export async function monitor(flags: MonitorFlags, streams: Streams): Promise<number> {
  const token = checkFlags(flags, streams);
  // A database that is missing is what it is here to tell.
  const { data, shown } = namedData(flags, streams.cwd, findDataFolder);
  const { config } = await loadConfig(flags.config, streams.cwd, streams.signal);
  const capacity = Math.ceil(historySeconds(flags) / flags.interval) + 1;
  const alerts = alertsOf(config.alerts);
  const watch = new Watch({
    targets: targetsOf(data).targets,
    // One look cannot wait: what holds is firing.
    alerts: flags.once ? alerts.map((alert) => ({ ...alert, forSeconds: 0 })) : alerts,
    capacity,
    patient: flags.once === true,
  });
  const follow = new Follow(data, shown);
  return flags.once
    ? once(flags, streams, watch, follow, shown)
    : serve(flags, streams, watch, follow, shown, token);
}
