import { formatPercent } from '../render/units.ts';
import { coreUse } from './cpu-time.ts';
import type { Finding } from './finding.ts';

export interface LoadReading {
  /** Over one minute; null where the system has none. */
  readonly loadAverage: number | null;
  /** Logical processors of the machine: the load is that of all of them. */
  readonly logical: number;
  /** The processors that this process may use; null: all. */
  readonly allowed: readonly number[] | null;
  readonly trialCore: number | null;
  /** Text of /proc/stat, and again about half a second later. */
  readonly statBefore: string | null;
  readonly statAfter: string | null;
  /** Text of /proc/pressure/cpu. */
  readonly pressure: string | null;
}

/** Runnable processes per core, as in bench/warnings.ts; and so much of a core's time. */
const BUSY = 0.5;
/** A host that takes this much of a core moves figures by as much: what bench claims no difference below. */
const STOLEN = 0.02;
/** Our choice: for a tenth of the last ten seconds something waited for a core. */
const PRESSED = 0.1;

/** What other programs and the host are doing meanwhile. */
export function loadFinding(reading: LoadReading): Finding {
  const { loadAverage, logical, allowed, trialCore } = reading;
  const use = coreUse(reading.statBefore, reading.statAfter).filter(
    ({ core }) => allowed?.includes(core) ?? true,
  );
  const loadPerCore = loadAverage === null ? null : loadAverage / logical;
  const pressure = pressureOf(reading.pressure);
  const busy = mean(use.map((one) => one.busy));
  const steal = mean(use.map((one) => one.steal));
  const trialBusy = use.find(({ core }) => core === trialCore)?.busy ?? null;
  const found = [
    ...(loadAverage === null
      ? []
      : [`load ${loadAverage.toFixed(2)} on ${logical} core${logical === 1 ? '' : 's'}`]),
    ...(busy === null ? [] : [`cores ${whole(busy)} busy just now`]),
    ...(trialBusy === null ? [] : [`core ${trialCore} of the trials ${whole(trialBusy)}`]),
    ...(steal === null || steal === 0 ? [] : [`${formatPercent(steal)} taken by the host`]),
    ...(pressure === null ? [] : [`something waited for a core ${formatPercent(pressure)} of ten seconds`]),
  ].join(', ');
  const value = {
    loadAverage,
    loadPerCore,
    busyFraction: busy,
    stealFraction: steal,
    pressureFraction: pressure,
    cores: use.map(({ core, busy, steal }) => ({ core, busyFraction: busy, stealFraction: steal })),
  };
  const finding = { check: 'load' as const, found: found || 'not shown here', value };
  if (found === '') return { ...finding, level: 'note', advice: null };
  const isBusy = [loadPerCore, busy, trialBusy].some((one) => one !== null && one > BUSY);
  if (isBusy || (pressure !== null && pressure > PRESSED))
    return {
      ...finding,
      level: 'warn',
      advice: 'end what else is running, or measure when the machine is quiet',
    };
  if (steal !== null && steal > STOLEN)
    return {
      ...finding,
      level: 'warn',
      advice:
        "other virtual machines on the host take this one's cores: take a dedicated machine, or another hour",
    };
  return { ...finding, level: 'ok', advice: null };
}

/** "some avg10=1.57 ..." (Documentation/accounting/psi.rst) as a fraction. */
function pressureOf(text: string | null): number | null {
  const percent = /^some avg10=(\d+(?:\.\d+)?) /m.exec(text ?? '')?.[1];
  return percent === undefined ? null : Number(percent) / 100;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** Half a second is fifty ticks: a percent is more than is known. */
function whole(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}
