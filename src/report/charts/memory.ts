import type { RunDocument } from '../../model/run.ts';
import type { MemoryPoint } from '../../model/run-trials.ts';
import { documentMemoryOf, type MemoryUse, memoryOf } from '../../render/totals.ts';
import { formatBytes } from '../../render/units.ts';
import { type BarPart, barsPlan } from './bars.ts';
import type { ChartPlan } from './chart.ts';
import { diamond, markSeries, path, segment, stroke } from './marks.ts';
import { shown } from './names.ts';
import { INK, PAPER } from './palette.ts';
import { short } from './scale.ts';

export interface MemoryRow {
  readonly layout: string;
  readonly measure: MemoryUse['measure'];
  readonly addedBytes: number;
  /** Parts of what was added, bytes, below 0 where memory was given back; null where they cannot be told apart. */
  readonly openingBytes: number | null;
  readonly replayBytes: number | null;
  /** What the evaluation document says; null where it says nothing of this layout. */
  readonly documentBytes: number | null;
}

export function memoryRows(run: RunDocument): readonly MemoryRow[] {
  return run.layouts.flatMap(({ name }) => {
    const use = memoryOf(run, name);
    const result = run.memory.find(({ layout }) => layout === name);
    if (use === undefined || result?.status !== 'measured') return [];
    const of = ({ privateBytes, residentBytes }: MemoryPoint) =>
      use.measure === 'private' ? privateBytes : residentBytes;
    const [before, open] = [of(result.beforeOpen), of(result.afterOpen)];
    const openingBytes = before === null || open === null ? null : open - before;
    return [
      {
        layout: name,
        measure: use.measure,
        addedBytes: use.addedBytes,
        openingBytes,
        replayBytes: openingBytes === null ? null : use.addedBytes - openingBytes,
        documentBytes: documentMemoryOf(name) ?? null,
      },
    ];
  });
}

/** The document's figures are about a database of 50 MB: whatever size the run has, the mark says which they are of. */
const DOCUMENT = 'evaluation document, at 50 MB';

/** What opening the databases and the replay add to the process, beside the document's 70 and 95 MB. */
export function memoryPlan(run: RunDocument): ChartPlan | undefined {
  const rows = memoryRows(run);
  if (rows.length === 0) return undefined;
  const measures = [...new Set(rows.map(({ measure }) => measure))];
  const predicted = rows.flatMap(({ documentBytes }, row) =>
    documentBytes === null ? [] : [{ documentBytes, row }],
  );
  // Where both parts lie on one side of 0 the end of the bar says it.
  const opposed = rows.flatMap(({ addedBytes, openingBytes, replayBytes }, row) =>
    (openingBytes ?? 0) * (replayBytes ?? 0) < 0 ? [{ addedBytes, row }] : [],
  );
  const document = (x: number, y: number, half: number) =>
    stroke(segment(x, y - half, x, y + half), INK, 2, [4, 3]);
  const total = (x: number, y: number) =>
    path(diamond(x, y, 5), { fill: PAPER, stroke: INK, lineWidth: 1.5 });
  return barsPlan(
    {
      rows: rows.map(rowText),
      parts: parts(rows),
      reach: predicted.map(({ documentBytes }) => documentBytes),
      axis: `${measures.join(' or ')} memory added by the databases`,
      marks: () => [
        markSeries(
          'both together',
          opposed,
          ({ addedBytes, row }) => [addedBytes, row],
          ({ addedBytes, row }, place) => [total(...place(addedBytes, row))],
        ),
        markSeries(
          DOCUMENT,
          predicted,
          ({ documentBytes, row }) => [documentBytes, row],
          ({ documentBytes, row }, place) => [document(...place(documentBytes, row), 12)],
        ),
      ],
      legend: [
        ...(opposed.length > 0
          ? [{ text: 'both together', icon: (x: number, y: number) => [total(x, y)] }]
          : []),
        ...(predicted.length > 0
          ? [{ text: DOCUMENT, icon: (x: number, y: number) => [document(x, y, 8)] }]
          : []),
      ],
    },
    { id: 'memory', title: 'Memory added by the databases', description: describe(rows) },
  );
}

function parts(rows: readonly MemoryRow[]): readonly BarPart[] {
  const apart = rows.map(({ openingBytes, addedBytes }) => (openingBytes === null ? addedBytes : null));
  return [
    { name: 'opening', bytes: rows.map(({ openingBytes }) => openingBytes) },
    { name: 'replay of what reads', bytes: rows.map(({ replayBytes }) => replayBytes) },
    { name: 'opening and replay', bytes: apart },
  ].filter(({ bytes }) => bytes.some((value) => value !== null));
}

function rowText({
  layout,
  measure,
  addedBytes,
  openingBytes,
  replayBytes,
  documentBytes,
}: MemoryRow): string {
  const split =
    openingBytes === null || replayBytes === null
      ? ''
      : ` (opening ${formatBytes(openingBytes)}, replay ${formatBytes(replayBytes)})`;
  const said = documentBytes === null ? '' : `; document, at 50 MB: ${short(formatBytes)(documentBytes)}`;
  return `${shown(layout)}: ${formatBytes(addedBytes)} ${measure}${split}${said}`;
}

function describe(rows: readonly MemoryRow[]): string {
  const sentences = rows.map((row) => `${rowText(row)}.`);
  return `What the process had more after opening the databases and replaying every scenario that only reads. ${sentences.join(' ')}`;
}
