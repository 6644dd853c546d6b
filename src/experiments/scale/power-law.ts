import { CONFIDENCE } from '../../stats/judge.ts';
import { studentTwoSided } from '../../stats/student.ts';
import { mean } from '../../stats/summary.ts';

/** latency = seconds at size 1 x size^exponent, as it lies nearest to the points in logarithms. */
export interface PowerLaw {
  readonly exponent: number;
  /** Of the exponent; null with two points, which leave nothing over. */
  readonly standardError: number | null;
  /** 95 % of Student's t with (points - 2) degrees of freedom; null as above. */
  readonly low: number | null;
  readonly high: number | null;
  readonly at: (size: number) => number;
}

/**
 * Ordinary least squares of log latency on log size; the standard error of a slope is sqrt(residual sum of squares /
 * (n - 2) / sum of squares of x) (Draper and Smith, _Applied Regression Analysis_, section 1.4). The points lie where we put
 * them and bend where a cache ends: the error says how straight the line is, not how another machine would do.
 * @param points size and latency, both positive, at least two sizes; else null
 */
export function fitPowerLaw(points: readonly (readonly [number, number])[]): PowerLaw | null {
  const xs = points.map(([size]) => Math.log(size));
  const ys = points.map(([, latency]) => Math.log(latency));
  if (new Set(xs).size < 2 || ![...xs, ...ys].every(Number.isFinite)) return null;
  const [centreX, centreY] = [mean(xs), mean(ys)];
  const squares = xs.reduce((sum, x) => sum + (x - centreX) ** 2, 0);
  const products = xs.reduce((sum, x, i) => sum + (x - centreX) * ((ys[i] as number) - centreY), 0);
  const exponent = products / squares;
  const at = (size: number) => Math.exp(centreY + exponent * (Math.log(size) - centreX));
  const degrees = points.length - 2;
  if (degrees < 1) return { exponent, standardError: null, low: null, high: null, at };
  const residual = xs.reduce(
    (sum, x, i) => sum + ((ys[i] as number) - centreY - exponent * (x - centreX)) ** 2,
    0,
  );
  const standardError = Math.sqrt(residual / degrees / squares);
  const half = studentTwoSided(CONFIDENCE, degrees) * standardError;
  return { exponent, standardError, low: exponent - half, high: exponent + half, at };
}
