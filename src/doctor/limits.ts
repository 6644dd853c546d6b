import { formatBytes, formatCount, formatRatio, formatSeconds } from '../render/units.ts';
import type { ControlGroup } from './control-groups.ts';
import { numberNamed } from './files.ts';
import { type Finding, joinAdvice, SCARCE_BYTES } from './finding.ts';

export interface LimitsReading {
  readonly groups: readonly ControlGroup[];
  /** Processors that this process may use. */
  readonly usable: number;
  readonly totalMemoryBytes: number;
}

/** What a container or a service manager lets this process have. */
export function limitsFinding({ groups, usable, totalMemoryBytes }: LimitsReading): Finding {
  const quotas = groups.flatMap((group) => {
    const cores = cpuQuota(group);
    return cores === null ? [] : [{ group, cores }];
  });
  const limits = groups.flatMap((group) => {
    const bytes = memoryLimit(group);
    // Version 1 writes "none" as a number larger than any memory.
    return bytes === null || bytes >= totalMemoryBytes ? [] : [{ group, bytes }];
  });
  const quota = least(quotas, ({ cores }) => cores);
  const limit = least(limits, ({ bytes }) => bytes);
  const roomBytes = least(
    limits.flatMap((one) => roomIn(one.group, one.bytes) ?? []),
    (bytes) => bytes,
  );
  const throttled =
    quota === null ? null : numberNamed(quota.group.texts['cpu.stat'] ?? null, 'nr_throttled');
  const throttledSeconds = quota === null ? null : secondsThrottled(quota.group.texts['cpu.stat'] ?? null);
  const value = {
    quotaCores: quota?.cores ?? null,
    throttledPeriods: throttled,
    throttledSeconds,
    memoryLimitBytes: limit?.bytes ?? null,
    memoryRoomBytes: roomBytes,
  };
  const finding = { check: 'limits' as const, value };
  if (groups.length === 0)
    return { ...finding, level: 'note', found: 'limits of a container are not shown here', advice: null };
  if (quota === null && limit === null)
    return { ...finding, level: 'ok', found: 'no limit on processor time or memory', advice: null };
  const found: string[] = [];
  if (quota !== null) {
    const stopped = throttled === null ? '' : `, stopped ${formatCount(throttled)} times so far`;
    const lost = throttledSeconds ? ` (${formatSeconds(throttledSeconds)})` : '';
    found.push(`processor time of ${formatRatio(quota.cores)} of ${usable} cores${stopped}${lost}`);
  }
  if (limit !== null) {
    const room = roomBytes === null ? '' : `, ${formatBytes(roomBytes)} of it free`;
    found.push(`memory of ${formatBytes(limit.bytes)}${room}`);
  }
  const throttles = quota !== null && quota.cores < usable;
  const scarce = Math.min(limit?.bytes ?? Infinity, roomBytes ?? Infinity) < SCARCE_BYTES;
  return {
    ...finding,
    level: throttles || scarce ? 'warn' : 'ok',
    found: `limited to ${found.join('; ')}`,
    advice: joinAdvice([
      throttles
        ? 'lift the quota (docker run --cpus, CPUQuota): it stops the program in the middle of a block'
        : null,
      scarce ? 'raise the memory limit (docker run --memory, MemoryMax)' : null,
    ]),
    value,
  };
}

/** In cores; null where there is no quota. */
function cpuQuota({ texts }: ControlGroup): number | null {
  const [quota, period] = texts['cpu.max']?.trim().split(' ') ?? [
    texts['cpu.cfs_quota_us']?.trim(),
    texts['cpu.cfs_period_us']?.trim(),
  ];
  // "max", or -1 in version 1: none.
  if (!/^[1-9]\d*$/.test(quota ?? '') || !/^[1-9]\d*$/.test(period ?? '')) return null;
  return Number(quota) / Number(period);
}

function memoryLimit({ texts }: ControlGroup): number | null {
  return wholeBytes(texts['memory.max'] ?? texts['memory.limit_in_bytes']);
}

/** The limit less what is in use; pages of files that are not in use now are given up first, and count as free. */
function roomIn({ texts }: ControlGroup, limit: number): number | null {
  const used = wholeBytes(texts['memory.current'] ?? texts['memory.usage_in_bytes']);
  if (used === null) return null;
  const stat = texts['memory.stat'] ?? null;
  const spare = numberNamed(stat, 'total_inactive_file') ?? numberNamed(stat, 'inactive_file') ?? 0;
  return Math.max(0, limit - Math.max(0, used - spare));
}

function secondsThrottled(stat: string | null): number | null {
  const microseconds = numberNamed(stat, 'throttled_usec');
  if (microseconds !== null) return microseconds / 1e6;
  const nanoseconds = numberNamed(stat, 'throttled_time');
  return nanoseconds === null ? null : nanoseconds / 1e9;
}

function wholeBytes(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : null;
}

function least<T>(values: readonly T[], by: (value: T) => number): T | null {
  return values.reduce<T | null>((best, one) => (best === null || by(one) < by(best) ? one : best), null);
}
