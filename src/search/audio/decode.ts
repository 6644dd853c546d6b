import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import audioDecode from 'audio-decode';
import { Failure } from '../../model/failure.ts';
import { checkComplete } from './complete.ts';
import { endOfAudio } from './end-of-audio.ts';
import { type Excerpts, ExcerptTaker } from './excerpts.ts';
import { FlacChunks } from './flac-chunks.ts';
import { type AudioFormat, formatOf } from './format.ts';

/** Bytes that are read and decoded at a time: memory stays bounded, however long the file is. */
const CHUNK = 256 * 1024;
/** A file that has given no sample after so many bytes gives none: WAV and FLAC decoders would hoard it. */
const MOST_WITHOUT_AUDIO = 32 * 1024 * 1024;
/** A decoder that is lost in a file complains without end. */
const MOST_COMPLAINTS = 50;

export interface Decoded {
  readonly format: AudioFormat;
  readonly excerpts: Excerpts;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
}

/**
 * Decodes a file by its content, whatever its name says, and keeps what is analysed of it.
 * @throws Failure: why it cannot be, as the end of a sentence about the file
 */
export async function decodeFile(path: string): Promise<Decoded> {
  const file = await open(path, 'r');
  try {
    const found = await formatOf(file);
    const { size } = await file.stat();
    const { decoder } = found.format;
    const end = decoder === 'mp3' || decoder === 'flac' ? await endOfAudio(file, size) : size;
    const { samples } = await checkComplete(file, found, end);
    const { excerpts, sha256, decoded } = await decodeAll(file, found.format, end);
    if (samples !== null && decoded !== samples)
      throw new Failure(`is damaged: it says ${samples} samples, and ${decoded} can be decoded`);
    return { format: found.format, excerpts, sha256 };
  } finally {
    await file.close();
  }
}

async function decodeAll(
  file: FileHandle,
  { decoder: name, title }: AudioFormat,
  end: number,
): Promise<{ excerpts: Excerpts; sha256: string; decoded: number }> {
  const decoder = await audioDecode[name]();
  const hash = createHash('sha256');
  const taker = new ExcerptTaker();
  const chunks = name === 'flac' ? new FlacChunks() : null;
  let [read, decoded] = [0, 0];
  const take = (samples: Awaited<ReturnType<typeof decoder>>) => {
    decoded += samples.channelData[0]?.length ?? 0;
    taker.push(samples);
  };
  const restore = hearComplaints();
  try {
    for (let position = 0; ; ) {
      // Not one buffer over and over: a decoder may keep the end of it.
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
      if (bytesRead === 0) break;
      // The digest is of the whole file, with the tags at its end.
      hash.update(buffer.subarray(0, bytesRead));
      const bytes = buffer.subarray(0, Math.max(0, Math.min(bytesRead, end - position)));
      position += bytesRead;
      read += bytes.length;
      if (bytes.length > 0) take(await decoder(chunks === null ? bytes : chunks.push(bytes)));
      if (decoded === 0 && read > MOST_WITHOUT_AUDIO)
        throw new Failure(`holds no audio in its first ${MOST_WITHOUT_AUDIO / 1024 / 1024} MiB`);
    }
    if (chunks !== null) take(await decoder(chunks.end()));
    take(await decoder());
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `cannot be decoded as ${title}: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    restore();
    decoder.free();
  }
  return { excerpts: taker.end(), sha256: hash.digest('hex'), decoded };
}

/**
 * The MP3 decoder writes what it does not understand to the console and goes on; in a file that it is lost in it would do
 * so for ever. It is heard here instead, and at some point not any more.
 */
function hearComplaints(): () => void {
  const { error } = globalThis.console;
  let complaints = 0;
  globalThis.console.error = (message: unknown) => {
    if (++complaints > MOST_COMPLAINTS) throw new Error(String(message));
  };
  return () => {
    globalThis.console.error = error;
  };
}
