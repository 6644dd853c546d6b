/** Ends of an axis, in base units; of a logarithmic one both above 0. */
export interface Domain {
  readonly low: number;
  readonly high: number;
}

/** The least and the greatest of what is given; undefined for none. */
export function domainOf(values: readonly number[]): Domain | undefined {
  if (values.length === 0) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}

/** A shorter axis, in logarithms, would show what is no difference as one. */
const SHORTEST = 0.1;

/** Room at both ends of a logarithmic axis, as a fraction of its length; more where that is nearly nothing. */
export function widened({ low, high }: Domain, fraction: number): Domain {
  const length = Math.log(high / low);
  const room = Math.exp(length * fraction + Math.max(0, SHORTEST - length) / 2);
  return { low: low / room, high: high * room };
}

export function clamp(value: number, { low, high }: Domain): number {
  return Math.min(Math.max(value, low), high);
}

/**
 * Round values on a logarithmic axis: as many as fit with `gap` between neighbours, a fraction of the axis. Over less
 * than a decade that may be equal steps, beyond it 1-2-5, 1-3 and finer, decades, every second decade, and so on. All
 * have at most three digits, as their labels do.
 */
export function logTicks(domain: Domain, gap: number): readonly number[] {
  const length = Math.log(domain.high / domain.low);
  const fits = (ticks: readonly number[]) =>
    ticks.every(labelled) &&
    ticks.every((tick, index) => {
      const before = ticks[index - 1];
      return before === undefined || Math.log(tick / before) >= gap * length * 0.999;
    });
  let best: readonly number[] = [];
  for (const ticks of candidates(domain)) if (ticks.length > best.length && fits(ticks)) best = ticks;
  return best;
}

function candidates(domain: Domain): readonly (readonly number[])[] {
  const first = Math.floor(Math.log10(domain.low));
  const last = Math.ceil(Math.log10(domain.high));
  const decades = last - first + 1;
  const powers = (every: number, mantissas: readonly number[]) =>
    Array.from({ length: decades }, (_, index) => first + index)
      .filter((power) => power % every === 0)
      .flatMap((power) => mantissas.map((mantissa) => round(mantissa * 10 ** power)))
      .filter((value) => value >= domain.low && value <= domain.high);
  return [
    powers(1, [1, 2, 5]),
    powers(1, [1, 3]),
    powers(1, [1, 2, 3, 5]),
    powers(1, [1, 1.5, 2, 3, 5, 7]),
    ...Array.from({ length: Math.max(1, decades) }, (_, index) => powers(index + 1, [1])),
    ...(domain.high / domain.low < 10 ? steps(domain).map((step) => multiples(domain, step)) : []),
  ];
}

/** 1, 2 or 5 times a power of ten, from about a twentieth of the length up to the length. */
function steps({ low, high }: Domain): readonly number[] {
  const power = Math.floor(Math.log10((high - low) / 20));
  return [0, 1, 2].flatMap((more) => [1, 2, 5].map((digit) => round(digit * 10 ** (power + more))));
}

function multiples({ low, high }: Domain, step: number): readonly number[] {
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => round((first + index) * step));
}

/** Round values on a linear axis, at most `most`, of at most three digits; 0 is one of them where it is inside. */
export function linearTicks(domain: Domain, most: number): readonly number[] {
  const fitting = steps(domain).map((step) => multiples(domain, step));
  return fitting.find((ticks) => ticks.length <= most && ticks.every(labelled)) ?? [];
}

/** Two different ticks with the same label, or one beside its place, would be a lie. */
function labelled(tick: number): boolean {
  return Number(tick.toPrecision(3)) === tick;
}

/** 3 * 0.1 is not 0.3. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** A formatter of figures made one of round values: "20.0 us" -> "20 us", "2.50" -> "2.5". */
export function short(format: (value: number) => string): (value: number) => string {
  return (value) =>
    format(value).replace(/\.(\d*?)0+(?!\d)/, (_, digits) => (digits === '' ? '' : `.${digits}`));
}

/**
 * The p-quantile of sorted numbers, linear between neighbours (type 7 of Hyndman and Fan, 1996), as in src/stats,
 * which a report does not import.
 */
export function quantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}
