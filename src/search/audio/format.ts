import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../../model/failure.ts';
import { readAt } from './read-at.ts';

/** A kind of file that is decoded. */
export interface AudioFormat {
  /** audio-decode's name of it. */
  readonly decoder: 'wav' | 'flac' | 'mp3' | 'oga';
  readonly title: string;
  readonly mime: string;
  /** Extensions under which it goes. */
  readonly extensions: readonly string[];
}

export const AUDIO_FORMATS = [
  { decoder: 'wav', title: 'WAV', mime: 'audio/wav', extensions: ['wav', 'wave'] },
  { decoder: 'flac', title: 'FLAC', mime: 'audio/flac', extensions: ['flac'] },
  { decoder: 'mp3', title: 'MP3', mime: 'audio/mpeg', extensions: ['mp3'] },
  { decoder: 'oga', title: 'Ogg Vorbis', mime: 'audio/ogg', extensions: ['ogg', 'oga'] },
] as const satisfies readonly AudioFormat[];

/** Audio that is told of and not read. */
const OTHER_EXTENSIONS =
  'aac aif aifc aiff alac ape au caf dsf m4a m4b m4p mka mp2 mpc opus ra spx tta w64 webm wma wv';

export const READ = AUDIO_FORMATS.map(({ title }) => title).join(', ');

/** What an extension (without the dot) promises: a format that is read, audio that is not, or no audio. */
export function promisedBy(extension: string): AudioFormat | 'other' | null {
  const lower = extension.toLowerCase();
  const found = AUDIO_FORMATS.find(({ extensions }) => (extensions as readonly string[]).includes(lower));
  return found ?? (OTHER_EXTENSIONS.split(' ').includes(lower) ? 'other' : null);
}

export interface Found {
  readonly format: AudioFormat;
  /** Where it begins: behind an ID3v2 tag, which MP3 has, and other files may have. */
  readonly offset: number;
}

/** Bytes that are looked at; the first packet of an Ogg stream and a few MPEG frame headers lie within. */
const HEAD = 4096;

/**
 * Finds out by its content what a file is; names lie.
 * @throws Failure: what it is instead, as the end of a sentence about the file
 */
export async function formatOf(file: FileHandle): Promise<Found> {
  const { size } = await file.stat();
  if (size === 0) throw new Failure('is empty');
  let offset = 0;
  let head = await readAt(file, 0, HEAD);
  // ID3v2 tags can stand one after another (id3.org/id3v2.4.0-structure, 3.1); a hostile file shall not keep us.
  for (let tags = 0; text(head, 0, 3) === 'ID3' && tags < 8; tags++) {
    offset += id3Length(head);
    if (offset >= size) throw new Failure('holds nothing but a tag');
    head = await readAt(file, offset, HEAD);
  }
  const decoder = decoderOf(head);
  const format = AUDIO_FORMATS.find((one) => one.decoder === decoder);
  if (format !== undefined) return { format, offset };
  throw new Failure(`is ${decoder}; ${READ} are read`);
}

function decoderOf(head: Buffer): AudioFormat['decoder'] | string {
  if (text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WAVE') return 'wav';
  if (text(head, 0, 4) === 'fLaC') return 'flac';
  if (text(head, 0, 4) === 'OggS') return oggCodec(head);
  if (isMpegLayer3(head)) return 'mp3';
  if (text(head, 4, 8) === 'ftyp') return 'MP4 (AAC or ALAC)';
  if (text(head, 0, 4) === 'FORM') return 'AIFF';
  if (['RF64', 'BW64'].includes(text(head, 0, 4))) return 'WAV in its 64-bit form';
  if (head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))) return 'text, not audio';
  return 'nothing that we know as audio';
}

function oggCodec(head: Buffer): AudioFormat['decoder'] | string {
  const packet = 27 + (head[26] ?? 0);
  if (text(head, packet + 1, packet + 7) === 'vorbis') return 'oga';
  if (text(head, packet, packet + 8) === 'OpusHead') return 'Ogg Opus';
  if (text(head, packet + 1, packet + 5) === 'FLAC') return 'FLAC in an Ogg file';
  return 'Ogg with another codec than Vorbis';
}

/** A frame header of MPEG 1, 2 or 2.5, layer III, that holds no forbidden value (ISO 11172-3, 2.4.2.3). */
function isMpegLayer3(head: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = head;
  const sync = first === 0xff && (second & 0xe0) === 0xe0;
  const [version, layer] = [(second >> 3) & 3, (second >> 1) & 3];
  const [bitRate, sampleRate] = [third >> 4, (third >> 2) & 3];
  return sync && version !== 1 && layer === 1 && bitRate !== 15 && sampleRate !== 3;
}

/** Bytes of an ID3v2 tag with its header and footer; its length is written with 7 bits a byte. */
function id3Length(head: Buffer): number {
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
  const body = ((a & 127) << 21) | ((b & 127) << 14) | ((c & 127) << 7) | (d & 127);
  return 10 + body + ((head[5] ?? 0) & 0x10 ? 10 : 0);
}

function text(head: Buffer, from: number, to: number): string {
  return head.toString('latin1', from, to);
}
