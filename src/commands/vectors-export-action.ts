import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { EXIT, Failure, throwIfInterrupted } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { checkWritable, writeFileAtomically } from '../process/write.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { formatCount } from '../render/units.ts';
import { countVectors, exportVectors } from '../search/vectors/export.ts';
import { readingTogether } from '../search/vectors/read-transaction.ts';
import { VECTOR_FORMATS, type VectorFormat } from '../search/vectors/vector-text.ts';
import type { DataFlags } from './data.ts';
import { withData } from './vectors-data.ts';

export interface VectorsExportFlags extends DataFlags {
  readonly out: string;
}

export async function vectorsExport(flags: VectorsExportFlags, streams: Streams): Promise<number> {
  const { cwd, stdout, stderr, signal } = streams;
  const format = formatOf(flags.out);
  const target = flags.out === '-' ? undefined : resolve(cwd, flags.out);
  if (target !== undefined) await checkWritable(target);
  return await withData(flags, cwd, async (open) => {
    const progress = new ProgressLine(stderr);
    try {
      const count = await readingTogether(open, ['track_vectors'], async () => {
        const all = countVectors(open);
        if (all === 0)
          throw new Failure('there are no vectors to export. Import some with chinook-eval vectors import.');
        const pages = exportVectors(open, format, (rows) => {
          throwIfInterrupted(signal);
          progress.show(`exporting  ${progressBar(rows / all)}`);
        });
        if (target === undefined)
          for (const page of pages) {
            stdout.write(page);
            // Ctrl-C is heard between two turns of the event loop.
            await setImmediate();
          }
        else await writeFileAtomically(target, pages);
        return all;
      });
      progress.clear();
      if (target !== undefined)
        stderr.write(`chinook-eval: ${formatCount(count)} vectors in ${plain(flags.out)}\n`);
      return EXIT.fine;
    } finally {
      progress.clear();
    }
  });
}

function formatOf(out: string): VectorFormat {
  if (out === '-') return 'jsonl';
  const format = VECTOR_FORMATS.find((one) => out.toLowerCase().endsWith(`.${one}`));
  if (format === undefined)
    throw new Failure(`--out ${plain(out)}: the name has to end in .csv or .jsonl, or be - for JSON lines.`);
  return format;
}
