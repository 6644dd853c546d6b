import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../../model/failure.ts';
import type { Found } from './format.ts';
import { readAt } from './read-at.ts';

/** What a file says of its length, to be compared with what comes out; null: it says nothing. */
export interface Promised {
  readonly samples: number | null;
}

/**
 * Tells a file that is cut off or damaged from a whole one before it is decoded, as far as its format lets one: decoders
 * take the rest for the whole.
 * @param end of its audio: tags of the formats that have some there lie behind it
 * @throws Failure: what is wrong, as the end of a sentence about the file
 */
export async function checkComplete(file: FileHandle, found: Found, end: number): Promise<Promised> {
  switch (found.format.decoder) {
    case 'wav':
      return await checkWav(file, end, found.offset);
    case 'flac':
      return await flacPromise(file, found.offset);
    case 'mp3':
      return await checkMp3(file, end, found.offset);
    case 'oga':
      return await checkOgg(file, end);
  }
}

const cutOff = (is: number, promised: number) =>
  new Failure(`is cut off: ${((100 * is) / promised).toFixed(0)} % of it is there`);

/** Chunks up to the one with the samples; a file has a few, and a damaged one may have any number. */
const MOST_CHUNKS = 1000;

async function checkWav(file: FileHandle, size: number, offset: number): Promise<Promised> {
  let format: Buffer | undefined;
  let at = offset + 12;
  for (let chunks = 0; chunks < MOST_CHUNKS && at + 8 <= size; chunks++) {
    const head = await readAt(file, at, 8);
    const [id, length] = [head.toString('latin1', 0, 4), head.readUInt32LE(4)];
    if (id === 'fmt ') format = await readAt(file, at + 8, 16);
    if (id === 'data') {
      if (format === undefined || format.length < 16) throw new Failure('has no format in its header');
      const [channels, rate, block] = [
        format.readUInt16LE(2),
        format.readUInt32LE(4),
        format.readUInt16LE(12),
      ];
      if (channels === 0 || rate === 0 || block === 0)
        throw new Failure(`has a damaged header (${channels} channels, ${rate} Hz, ${block} bytes a sample)`);
      const is = size - at - 8;
      // A recorder that did not know the length writes one of these.
      const unknown = length === 0 || length === 0xffffffff;
      if (!unknown && is < length) throw cutOff(is, length);
      return { samples: null };
    }
    at += 8 + length + (length % 2);
  }
  throw new Failure('is cut off before its samples begin');
}

/** STREAMINFO is the first block: RFC 9639, 8.2. */
async function flacPromise(file: FileHandle, offset: number): Promise<Promised> {
  const info = await readAt(file, offset + 8, 34);
  if (info.length < 34) throw new Failure('is cut off before its samples begin');
  const samples = info.readUIntBE(13, 5) % 2 ** 36;
  return { samples: samples === 0 ? null : samples };
}

/** Encoders write the number of bytes into the first frame (the Xing or Info header); without it a cut cannot be told. */
async function checkMp3(file: FileHandle, size: number, offset: number): Promise<Promised> {
  const head = await readAt(file, offset, 256);
  const at = Math.max(head.indexOf('Xing', 4, 'latin1'), head.indexOf('Info', 4, 'latin1'));
  if (at > 0 && at < 48 && head.length >= at + 16) {
    const flags = head.readUInt32BE(at + 4);
    const bytes = flags & 2 ? head.readUInt32BE(at + (flags & 1 ? 12 : 8)) : 0;
    // The one or the other program counts the header's frame, and a tag at the end of another kind than we know is not counted.
    if (size - offset < bytes * 0.99 - 2048) throw cutOff(size - offset, bytes);
  }
  return { samples: null };
}

/** The longest page of an Ogg stream: RFC 3533, 6. */
const LONGEST_PAGE = 65_307;

/** The last page says that it is the last one, and ends where the file does, or nearly so. */
async function checkOgg(file: FileHandle, size: number): Promise<Promised> {
  const from = Math.max(0, size - LONGEST_PAGE);
  const tail = await readAt(file, from, LONGEST_PAGE);
  const at = tail.lastIndexOf('OggS', undefined, 'latin1');
  const segments = tail[at + 26] ?? 0;
  const end = tail
    .subarray(at + 27, at + 27 + segments)
    .reduce((sum, length) => sum + length, at + 27 + segments);
  if (at < 0 || end > tail.length || ((tail[at + 5] ?? 0) & 4) === 0)
    throw new Failure('is cut off: its last page is missing');
  return { samples: null };
}
