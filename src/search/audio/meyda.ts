import meyda, { type MeydaAudioFeature, type MeydaFeaturesObject } from 'meyda';

/** What we use of meyda; its types are those of another module system than the file that Node loads. */
export interface Meyda {
  sampleRate: number;
  bufferSize: number;
  numberOfMFCCCoefficients: number;
  extract(
    features: readonly MeydaAudioFeature[],
    signal: Float32Array,
  ): Pick<MeydaFeaturesObject, MeydaAudioFeature & keyof MeydaFeaturesObject>;
}

/** A meyda of its own: the shared one keeps its settings and filter banks in fields that anybody can change. */
export function ownMeyda(settings: Omit<Meyda, 'extract'>): Meyda {
  return Object.assign({}, meyda as unknown as Meyda, settings);
}
