import { VECTOR_DIMENSIONS } from './schema/search.ts';

/** What of a track goes into its vector; null where the seed has none. */
export interface TrackFeatures {
  readonly id: number;
  readonly genre: number | null;
  readonly artist: number | null;
  readonly album: number | null;
  readonly mediaType: number;
  readonly milliseconds: number;
  readonly bytes: number | null;
  readonly unitPrice: number;
}

/** How much each property pulls: genre groups the catalogue, artist and album group within it. */
const WEIGHTS = { genre: 1, artist: 0.7, album: 0.5, mediaType: 0.2, own: 0.3 } as const;
const MEASURED = 0.25;

/**
 * A unit vector of 64 floats from a track's own data, the same on every machine: a fixed direction for its genre,
 * artist, album and media type, its length, bit rate and price in the first three dimensions, and a direction of its
 * own so that no two tracks coincide. It stands in for an audio embedding; near means alike in these properties.
 */
export function trackVector(track: TrackFeatures, into = new Float32Array(VECTOR_DIMENSIONS)): Float32Array {
  into.fill(0);
  addDirection(into, 1, track.genre, WEIGHTS.genre);
  addDirection(into, 2, track.artist, WEIGHTS.artist);
  addDirection(into, 3, track.album, WEIGHTS.album);
  addDirection(into, 4, track.mediaType, WEIGHTS.mediaType);
  addDirection(into, 5, track.id, WEIGHTS.own);
  const seconds = track.milliseconds / 1000;
  const bytesPerSecond = seconds > 0 ? (track.bytes ?? 0) / seconds : 0;
  const measured = [Math.min(seconds / 600, 2), Math.min(bytesPerSecond / 65_536, 2), track.unitPrice];
  for (const [dimension, value] of measured.entries())
    into[dimension] = (into[dimension] ?? 0) + MEASURED * value;
  let squares = 0;
  for (const value of into) squares += value * value;
  const length = Math.sqrt(squares);
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) / length;
  return into;
}

/** Adds `weight` times a pseudo-random direction of length about 1 that is fixed for (salt, key). */
function addDirection(into: Float32Array, salt: number, key: number | null, weight: number): void {
  if (key === null) return;
  let state = (Math.imul(key, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b)) | 0;
  // A uniform value in [-1, 1) has variance 1/3: this factor brings 64 of them to length 1.
  const factor = (weight * Math.sqrt(3 / into.length)) / 0x80000000;
  for (let i = 0; i < into.length; i++) {
    // mulberry32 (Tommy Ettinger, public domain): integer arithmetic only, so alike everywhere.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    into[i] = (into[i] ?? 0) + factor * ((mixed ^ (mixed >>> 14)) | 0);
  }
}
