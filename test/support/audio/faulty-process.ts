import { Failure } from '../../../src/model/failure.ts';
import { serve } from '../../../src/process/serve.ts';
import type { EmbedRequest } from '../../../src/search/audio/audio-process.ts';
import { embedFile } from '../../../src/search/audio/parts.ts';
import { readTags } from '../../../src/search/audio/tags.ts';

/** A worker that does what the file's name says, as a decoder may that is lost in a file. */
serve({
  tags: readTags,
  embed: async ({ path }: EmbedRequest) => {
    if (path.includes('crash')) process.kill(process.pid, 'SIGSEGV');
    // As deaf as in an endless loop, and no load on the machine.
    if (path.includes('hang')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    if (path.includes('throw')) throw new TypeError('Cannot read properties of undefined\nat decoder.js');
    if (path.includes('refuse')) throw new Failure('is refused');
    return { unchanged: false, ...(await embedFile(path)) };
  },
});
