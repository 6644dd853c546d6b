import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { parseBlob } from 'music-metadata';
import { type AudioFormat, formatOf } from './format.ts';

/** What of a file's tags says which track it is; what is missing or empty is null. */
export interface Tags {
  readonly title: string | null;
  /** The track's, then the album's; a compilation has the one in the first, the other in the second. */
  readonly artists: readonly string[];
  readonly album: string | null;
}

/**
 * The tags of a file: ID3, Vorbis comments, RIFF INFO, wherever they lie in it.
 * @throws Failure: what the file is instead of audio
 */
export async function readTags(path: string): Promise<{ format: AudioFormat; tags: Tags }> {
  const file = await open(path, 'r');
  const { format } = await formatOf(file).finally(() => file.close());
  // By content: the name's extension is not asked.
  const blob = await openAsBlob(path, { type: format.mime });
  const { common } = await parseBlob(blob, { duration: false, skipCovers: true });
  const text = (value: string | undefined) => texts(value, format.decoder === 'wav');
  const artists = [common.artist, ...(common.artists ?? []), common.albumartist].flatMap(text);
  return {
    format,
    tags: {
      title: text(common.title)[0] ?? null,
      artists: [...new Set(artists)],
      album: text(common.album)[0] ?? null,
    },
  };
}

function texts(value: string | undefined, isWav: boolean): string[] {
  return value === undefined || value.trim() === '' ? [] : [isWav ? repaired(value) : value];
}

/** RIFF INFO has no rule for its characters and is read as Latin-1; most programs of today write UTF-8 into it. */
function repaired(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no Latin-1 was no such text
  if (!/^[\u0000-\u00ff]*$/.test(text)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
