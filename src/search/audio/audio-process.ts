import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { EXIT, Failure } from '../../model/failure.ts';
import { serve } from '../../process/serve.ts';
import type { AudioFormat } from './format.ts';
import type { Tags } from './tags.ts';

/** A file to be read; where its content has this digest, it is told so and not decoded. */
export interface EmbedRequest {
  readonly path: string;
  readonly knownSha256: string | null;
}

export type EmbedReply =
  | { readonly unchanged: true; readonly sha256: string }
  | {
      readonly unchanged: false;
      readonly sha256: string;
      readonly vector: Float32Array;
      readonly seconds: number;
      readonly format: AudioFormat;
    };

// Either library takes longer to load than a file to read: a process loads the one that it is asked for.
async function embed({ path, knownSha256 }: EmbedRequest): Promise<EmbedReply> {
  return await reading(async () => {
    if (knownSha256 !== null && (await digest(path)) === knownSha256)
      return { unchanged: true, sha256: knownSha256 };
    const { embedFile } = await import('./parts.ts');
    return { unchanged: false, ...(await embedFile(path)) };
  });
}

async function tags(path: string): Promise<{ format: AudioFormat; tags: Tags }> {
  const { readTags } = await import('./tags.ts');
  return await reading(() => readTags(path));
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** What the system says of a file is said of that file, and is no defect. */
async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof Failure || code === undefined) throw error;
    if (code === 'EACCES' || code === 'EPERM') throw new Failure('cannot be read: no permission', EXIT.disk);
    if (code === 'ENOENT') throw new Failure('is gone');
    throw new Failure(`cannot be read (${code})`, EXIT.disk);
  }
}

serve({ embed, tags });
