import { project, standardise } from '../../../src/search/audio/embed.ts';
import { describe } from '../../../src/search/audio/features.ts';
import { type Random, randomBelow, seededRandom } from '../../../src/stats/random.ts';
import { clip, mixture, TIMBRES } from './synth.ts';

/** Pieces that are really synthesised and analysed; of each instrument so many, and as many mixtures as of all. */
const OF_EACH = 8;
const SECONDS = 3;
/** How far a drawn piece lies from its place between two real ones, as a share of the distance of the two. */
const JITTER = 0.15;

let analysed: readonly Float64Array[] | undefined;

/** Standardised features of 144 synthesised pieces; takes about 10 s of processor time, once a process. */
function realFeatures(): readonly Float64Array[] {
  analysed ??= [
    ...TIMBRES.flatMap((timbre) =>
      Array.from({ length: OF_EACH }, (_, variation) => clip(timbre, 2000 + variation, { seconds: SECONDS })),
    ),
    ...Array.from({ length: OF_EACH * TIMBRES.length }, (_, variation) =>
      mixture(2000 + variation, { seconds: SECONDS }),
    ),
  ].map((samples) => standardise(describe({ parts: [samples], seconds: SECONDS })));
  return analysed;
}

/**
 * As many vectors of synthesised audio as wanted, the same for the same seed. The first 144 are those of real pieces.
 * Further ones are drawn in the space of features, before they are projected: a place on the way from one real piece to one
 * of its nearest 8, and off it by normal noise of 15 % of the way. So they keep the clusters and the spread of the real ones,
 * as more pieces of the same kinds would; they are no claim about music.
 */
export function synthesisedVectors(count: number, seed = 1): Float32Array[] {
  const real = realFeatures();
  const near = real.map((from) =>
    real
      .map((to) => ({ to, distance: squaredDistance(from, to) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(1, 9),
  );
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const own = real[index];
    if (own !== undefined) return project(own);
    const at = randomBelow(random, real.length);
    const neighbours = near[at] as (typeof near)[number];
    const { to, distance } = neighbours[randomBelow(random, 8)] as (typeof neighbours)[number];
    const share = random();
    // The noise of all features together has the length of JITTER times the way.
    const noise = JITTER * Math.sqrt(distance / to.length);
    return project(
      (real[at] as Float64Array).map(
        (value, i) => value + share * ((to[i] as number) - value) + noise * normal(random),
      ),
    );
  });
}

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0);
}
