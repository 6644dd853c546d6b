/** Time of a core since the machine started, in ticks, as a line of /proc/stat has it (proc_stat(5)). */
interface CoreTicks {
  readonly core: number;
  /** user, nice, system, idle, iowait, irq, softirq, steal; user holds the time of guests as well. */
  readonly ticks: readonly number[];
}

/** How a core spent a stretch of time, as fractions of it. */
export interface CoreUse {
  readonly core: number;
  readonly busy: number;
  /** The core was wanted, and the host of this virtual machine had given it to another. */
  readonly steal: number;
}

const IDLE = 3;
const IOWAIT = 4;
const STEAL = 7;
const FIELDS = 8;

function parseStat(text: string): CoreTicks[] {
  return [...text.matchAll(/^cpu(\d+)((?: \d+)+)\s*$/gm)].map(([, core, figures = '']) => ({
    core: Number(core),
    ticks: figures.trim().split(' ').map(Number).slice(0, FIELDS),
  }));
}

/**
 * What the cores did between two readings of /proc/stat. A core whose clock did not advance in between (offline, or no
 * tick was due) is left out: nothing is known of it.
 */
export function coreUse(before: string | null, after: string | null): CoreUse[] {
  if (before === null || after === null) return [];
  const earlier = new Map(parseStat(before).map(({ core, ticks }) => [core, ticks]));
  return parseStat(after).flatMap(({ core, ticks }) => {
    const from = earlier.get(core);
    if (from === undefined) return [];
    // iowait may go backwards (proc_stat(5)).
    const spent = Array.from({ length: FIELDS }, (_, i) => Math.max(0, (ticks[i] ?? 0) - (from[i] ?? 0)));
    const total = spent.reduce((sum, one) => sum + one, 0);
    const fraction = (field: number) => (spent[field] ?? 0) / total;
    if (total === 0) return [];
    const steal = fraction(STEAL);
    return [{ core, busy: Math.max(0, 1 - fraction(IDLE) - fraction(IOWAIT) - steal), steal }];
  });
}
