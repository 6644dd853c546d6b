import type { FileHandle } from 'node:fs/promises';
import { readAt } from './read-at.ts';

/** "TAG", then fields of fixed length (id3.org/ID3v1). */
const ID3V1_BYTES = 128;
/** The footer of an APEv2 tag: name, version, size, items, flags (wiki.hydrogenaud.io, APE Tags Header). */
const APE_FOOTER_BYTES = 32;
const APE_HAS_HEADER = 0x8000_0000;

/**
 * Where a file's audio ends: before an ID3v1 tag and an APEv2 tag, which MP3 and FLAC files may have behind it. Decoders take
 * them for frames that are damaged: the FLAC decoder loses the last good frame, the MP3 decoder gives up.
 */
export async function endOfAudio(file: FileHandle, size: number): Promise<number> {
  const id3 = await readAt(file, Math.max(0, size - ID3V1_BYTES), ID3V1_BYTES);
  const end = size >= ID3V1_BYTES && id3.toString('latin1', 0, 3) === 'TAG' ? size - ID3V1_BYTES : size;
  if (end < APE_FOOTER_BYTES) return end;
  const ape = await readAt(file, end - APE_FOOTER_BYTES, APE_FOOTER_BYTES);
  if (ape.toString('latin1', 0, 8) !== 'APETAGEX') return end;
  // The size counts the items and the footer, not the header.
  const header = (ape.readUInt32LE(20) & APE_HAS_HEADER) === 0 ? 0 : APE_FOOTER_BYTES;
  const tag = ape.readUInt32LE(12) + header;
  return tag > end ? end : end - tag;
}
