import type { RunDocument } from '../../model/run.ts';
import type { MemoryPoint } from '../../model/run-trials.ts';
import { documentMemoryOf, memoryOf } from '../../render/totals.ts';
import { formatBytes, formatCount } from '../../render/units.ts';
import { code } from '../escape.ts';
import { columns, markdownTable, section } from '../markdown-table.ts';

/** A layout that failed has no row here; it stands under Failed. */
export function memorySection(run: RunDocument): string {
  const rows = run.memory.flatMap((one) => {
    if (one.status === 'failed') return [];
    const use = memoryOf(run, one.layout);
    const document = documentMemoryOf(one.layout);
    return [
      [
        code(one.layout),
        point(one.beforeOpen),
        point(one.afterOpen),
        point(one.afterReplay),
        use ? formatBytes(use.addedBytes) : '',
        document === undefined ? '' : formatBytes(document),
        formatCount(one.repeats),
        formatCount(one.scenariosReplayed),
      ],
    ];
  });
  if (rows.length === 0) return '';
  return section(
    '## Memory',
    'Private anonymous memory of the process, and its resident memory in parentheses; each the median over the ' +
      'processes. The replay runs every scenario that only reads. What the databases add, from before opening to ' +
      "after the replay, is what the document's figure is about: the Node runtime is not in it. Pages of a mapped file (mmap_size) count as resident, not as private.",
    markdownTable(
      columns(
        'Layout',
        '>Before opening',
        '>After opening',
        '>After replay',
        '>Added',
        '>Document, at 50 MB',
        '>Processes',
        '>Scenarios',
      ),
      rows,
    ),
  );
}

function point({ privateBytes, residentBytes }: MemoryPoint): string {
  const resident = `(${formatBytes(residentBytes)})`;
  return privateBytes === null ? resident : `${formatBytes(privateBytes)} ${resident}`;
}
