import type { Hypothesis } from '../../model/experiment.ts';
import type { Layout } from '../../model/layout.ts';
import { formatBytes, formatSeconds } from '../../render/units.ts';
import { type DocumentSide, documentSide } from '../document-side.ts';
import type { Pair } from './measure.ts';
import { middle } from './tables.ts';

interface Figure {
  readonly side: DocumentSide;
  /** The document's words. */
  readonly subject: string;
  readonly query: string;
  readonly low: number;
  readonly high: number;
}

/** Section 4.1 of the evaluation document, in seconds. It does not say whether its figures are of cold files or warm. */
const FIGURES: readonly Figure[] = [
  { side: 'single', subject: 'Simple SELECT', query: 'track-by-slug', low: 2e-3, high: 5e-3 },
  { side: 'single', subject: 'Complex JOIN', query: 'album-with-tracks', low: 10e-3, high: 25e-3 },
  { side: 'single', subject: 'FTS Search', query: 'fts-tracks', low: 5e-3, high: 15e-3 },
  { side: 'three', subject: 'Single DB SELECT', query: 'track-by-slug', low: 2e-3, high: 4e-3 },
  { side: 'three', subject: 'Cross-DB Operation', query: 'user-activity', low: 15e-3, high: 40e-3 },
  { side: 'three', subject: 'FTS Search', query: 'fts-tracks', low: 4e-3, high: 12e-3 },
  { side: 'three', subject: 'Vector Search', query: 'vector-nearest', low: 8e-3, high: 20e-3 },
];

const SIDE: Readonly<Record<DocumentSide, string>> = { single: 'one file', three: 'three databases' };

/** Each figure against the first answer, cold and warm: confirmed by both, refuted by both, or left open. */
export function coldHypotheses(layouts: readonly Layout[], pairs: readonly Pair[]): Hypothesis[] {
  return FIGURES.map((figure) => ({
    claim: `${figure.subject} on ${SIDE[figure.side]} takes ${figure.low * 1e3} to ${figure.high * 1e3} ms, cold or warm.`,
    source: 'evaluation document 4.1, which does not say whether the files were in the cache',
    ...against(figure, layouts, pairs),
  }));
}

function against(
  { side, query, low, high }: Figure,
  layouts: readonly Layout[],
  pairs: readonly Pair[],
): Pick<Hypothesis, 'outcome' | 'because'> {
  const layout = layouts.find((one) => documentSide(one) === side);
  const own = pairs.filter((pair) => pair.layout === layout?.name && pair.query === query);
  const [cold, warm] = [middle(own.map((pair) => pair.cold)), middle(own.map((pair) => pair.warm))];
  if (layout === undefined || cold === null || warm === null)
    return { outcome: 'not measured', because: `no cold figure of a layout of ${SIDE[side]}` };
  const inside = [cold, warm].filter(({ answerSeconds }) => answerSeconds >= low && answerSeconds <= high);
  const read = cold.readBytes === null ? '' : ` and ${formatBytes(cold.readBytes)} read`;
  return {
    outcome: inside.length === 2 ? 'confirmed' : inside.length === 0 ? 'refuted' : 'not decided',
    because: `${query} on ${layout.name}, first answer: cold ${formatSeconds(cold.answerSeconds)}${read}, warm ${formatSeconds(warm.answerSeconds)}`,
  };
}
