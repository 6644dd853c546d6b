import { VECTOR_DIMENSIONS } from '../../database/schema/search.ts';
import { seededRandom } from '../../stats/random.ts';
import { FEATURES } from './features.ts';
import { STANDARD } from './standard.ts';

/**
 * What made a vector: the decoding, the features, their weights, the standard and the projection together. Whoever
 * changes any of these gives it the next number.
 */
export const AUDIO_MODEL = 'audio@1';

/** A feature further out than this from the mean, in deviations, says no more for it. */
const FURTHEST = 4;
/** Any number would do; this one is part of the model. */
const SEED = 0x5eed_a001;

/**
 * Features as deviations from their mean over the reference corpus, at most 4, times their weights.
 * @param features one number for each of FEATURES
 */
export function standardise(features: Float64Array): Float64Array {
  return features.map((value, index) => {
    const [mean, deviation] = STANDARD[index] as readonly [number, number];
    const { weight } = FEATURES[index] as (typeof FEATURES)[number];
    return Math.max(-FURTHEST, Math.min(FURTHEST, (value - mean) / deviation)) * weight;
  });
}

let directions: readonly Float64Array[] | undefined;

/**
 * The features turned into 64 dimensions, of length 1. Each feature has a direction of its own, all of them at right
 * angles: the angle between two vectors is that between their features, and no dimension stands for one feature alone.
 */
export function project(features: Float64Array): Float32Array {
  directions ??= makeDirections(features.length);
  const sums = new Float64Array(VECTOR_DIMENSIONS);
  for (let index = 0; index < features.length; index++) {
    const [value, direction] = [features[index] as number, directions[index] as Float64Array];
    for (let i = 0; i < VECTOR_DIMENSIONS; i++)
      sums[i] = (sums[i] as number) + value * (direction[i] as number);
  }
  const length = Math.sqrt(product(sums, sums));
  return Float32Array.from(sums, (value) => value / length);
}

/** Random directions made orthonormal (Gram and Schmidt), from a fixed seed. */
function makeDirections(count: number): readonly Float64Array[] {
  const random = seededRandom(SEED);
  const made: Float64Array[] = [];
  for (let one = 0; one < count; one++) {
    // The sum of a few uniform numbers is as good as a normal one here, and the same on every machine.
    const direction = Float64Array.from({ length: VECTOR_DIMENSIONS }, () => {
      let sum = -2;
      for (let i = 0; i < 4; i++) sum += random();
      return sum;
    });
    for (const other of made) {
      const along = product(direction, other);
      for (const [i, value] of other.entries()) direction[i] = (direction[i] as number) - along * value;
    }
    const length = Math.sqrt(product(direction, direction));
    made.push(direction.map((value) => value / length));
  }
  return made;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
