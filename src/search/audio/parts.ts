import { VECTOR_DIMENSIONS } from '../../database/schema/search.ts';
import { type Decoded, decodeFile } from './decode.ts';
import { AUDIO_MODEL, project, standardise } from './embed.ts';
import { ANALYSIS_RATE, EXCERPT, FRAME, MOST_EXCERPTS } from './excerpts.ts';
import { describe, FEATURES } from './features.ts';
import { type AudioFormat, READ } from './format.ts';

/** A step from an audio file to its vector: the pipeline runs through these, and the picture of it is drawn from them. */
export interface AudioPart<I, O> {
  readonly id: string;
  readonly title: string;
  /** What it does, in figures. */
  readonly does: string;
  readonly run: (input: I) => O | Promise<O>;
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));
const excerptSeconds = EXCERPT / ANALYSIS_RATE;

export const DECODE: AudioPart<string, Decoded> = {
  id: 'decode',
  title: 'decode',
  does: `${READ} in chunks, to mono at ${ANALYSIS_RATE} Hz; of long files ${MOST_EXCERPTS / 2} to ${MOST_EXCERPTS} excerpts of ${round(excerptSeconds, 1)} s`,
  run: decodeFile,
};

export const EXTRACT: AudioPart<Decoded, Float64Array> = {
  id: 'extract',
  title: 'extract features',
  does: `${FEATURES.length} features: timbre, pitch and noise by meyda in frames of ${round((1000 * FRAME) / ANALYSIS_RATE, 0)} ms, loudness and tempo`,
  run: ({ excerpts }) => describe(excerpts),
};

export const STANDARDISE: AudioPart<Float64Array, Float64Array> = {
  id: 'standardise',
  title: 'standardise',
  does: `deviations from a fixed mean, weighted; part of model ${AUDIO_MODEL}`,
  run: standardise,
};

export const PROJECT: AudioPart<Float64Array, Float32Array> = {
  id: 'project',
  title: 'embed',
  does: `${VECTOR_DIMENSIONS} floats of length 1 by a fixed matrix`,
  run: project,
};

/** In order; the output of each is the input of the next. What follows is the store (src/search/vectors/store.ts). */
export const AUDIO_PARTS = [DECODE, EXTRACT, STANDARDISE, PROJECT] as const;

export interface Embedded {
  readonly vector: Float32Array;
  readonly format: AudioFormat;
  /** Length of the recording. */
  readonly seconds: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/**
 * The vector of an audio file: the same file, the same vector, bit for bit.
 * @throws Failure: why it has none, as the end of a sentence about the file
 */
export async function embedFile(path: string): Promise<Embedded> {
  let decoded: Decoded | undefined;
  let value: unknown = path;
  for (const part of AUDIO_PARTS) {
    value = await (part as AudioPart<unknown, unknown>).run(value);
    if (part === DECODE) decoded = value as Decoded;
  }
  const { format, excerpts, sha256 } = decoded as Decoded;
  return { vector: value as Float32Array, format, seconds: excerpts.seconds, sha256 };
}
