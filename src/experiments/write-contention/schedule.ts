import { seededRandom } from '../../stats/random.ts';

/**
 * When the operations of one process are meant to start, in seconds after the arm's start: arrivals of a Poisson process,
 * the same for the same seed. It does not wait for answers (open loop): a slow answer cannot hide the requests that
 * would have come meanwhile (Tene, "How NOT to Measure Latency", 2013: coordinated omission).
 * @param rate operations per second, above 0
 * @param window seconds in which they start
 */
export function poissonSchedule(rate: number, window: number, seed: number): Float64Array {
  if (!(rate > 0) || !(window > 0)) throw new RangeError('a schedule needs a rate and a window above 0');
  const random = seededRandom(seed);
  const times: number[] = [];
  for (let at = gap(); at < window; at += gap()) times.push(at);
  return Float64Array.from(times);

  function gap(): number {
    return -Math.log(1 - random()) / rate;
  }
}
