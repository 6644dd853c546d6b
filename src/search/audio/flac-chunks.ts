/** The longest header of a frame: RFC 9639, 9.1. */
const LONGEST_HEADER = 16;

/**
 * Cuts a FLAC stream so that no chunk ends within what may be the header of a frame. @audio/decode-flac 1.3.5 does not see
 * a header that lies in two chunks: it takes two frames for one, and the samples of the second are lost.
 */
export class FlacChunks {
  #rest: Uint8Array = new Uint8Array(0);

  /** What can be decoded now; may be empty. The end of it is kept for the next where a header may begin in it. */
  push(bytes: Uint8Array): Uint8Array {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const cut = safeCut(all);
    this.#rest = all.subarray(cut);
    return all.subarray(0, cut);
  }

  end(): Uint8Array {
    return this.#rest;
  }
}

/** The last place before which no header begins that is not whole. */
function safeCut(bytes: Uint8Array): number {
  let cut = bytes.length;
  for (let at = cut - 1; at >= 0 && at > cut - LONGEST_HEADER; at--)
    if (bytes[at] === 0xff && (at + 1 === cut || ((bytes[at + 1] ?? 0) & 0xfe) === 0xf8)) cut = at;
  return cut;
}
