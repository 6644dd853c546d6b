// Makes src/search/audio/standard.ts: mean and deviation of each feature over a corpus of synthesised music. A change of
// what it writes is a new model: give AUDIO_MODEL the next number.
//   node tools/make-audio-standard.ts
import { writeFileSync } from 'node:fs';
import { describe, FEATURES } from '../src/search/audio/features.ts';
import { clip, mixture, TIMBRES } from '../test/support/audio/synth.ts';

/** Single instruments, and twice as many mixtures, since music is mostly that. Variations that the tests do not use. */
const VARIATIONS = Array.from({ length: 16 }, (_, index) => 5000 + index);
const MIXTURES = 2 * TIMBRES.length * VARIATIONS.length;

const corpus = [
  ...TIMBRES.flatMap((timbre) => VARIATIONS.map((variation) => () => clip(timbre, variation))),
  ...Array.from({ length: MIXTURES }, (_, index) => () => mixture(5000 + index)),
].map((make) => {
  const samples = make();
  return describe({ parts: [samples], seconds: samples.length / 22_050 });
});

const rows = FEATURES.map(({ name }, index) => {
  const values = corpus.map((features) => features[index] ?? Number.NaN);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return `  // ${name}\n  [${Number(mean.toPrecision(6))}, ${Number(Math.sqrt(variance).toPrecision(6))}],`;
});
writeFileSync(
  new URL('../src/search/audio/standard.ts', import.meta.url),
  `// Made by tools/make-audio-standard.ts; not by hand.

/**
 * Mean and standard deviation of each feature, in the order of FEATURES, over ${corpus.length} pieces of synthesised music
 * (test/support/audio/synth.ts): ${VARIATIONS.length} of each of ${TIMBRES.length} instruments, and ${MIXTURES} mixtures of two to four. Part of the model.
 */
export const STANDARD: readonly (readonly [mean: number, deviation: number])[] = [
${rows.join('\n')}
];
`,
);
