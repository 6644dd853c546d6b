import type { Hypothesis } from '../../model/experiment.ts';
import { formatBytes, formatSeconds } from '../../render/units.ts';
import { DOCUMENT_BYTES, type DocumentSide, documentSide, isAbout } from '../document-side.ts';
import type { Pair, Place } from './measure.ts';
import { middle } from './tables.ts';

type Data = Pick<Place, 'layout' | 'fileBytes'>;
type Decided = Pick<Hypothesis, 'outcome' | 'because'>;

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

/** Each figure against the first answer, cold and warm, on data of the document's size. */
export function coldHypotheses(places: readonly Data[], pairs: readonly Pair[]): Hypothesis[] {
  return FIGURES.map((figure) => ({
    claim: `${figure.subject} on ${SIDE[figure.side]} takes ${figure.low * 1e3} to ${figure.high * 1e3} ms, cold or warm.`,
    source:
      'evaluation document 4.1, on the 50 MB of section 1.2; it does not say whether the files were in the cache',
    ...against(figure, places, pairs),
  }));
}

function against(figure: Figure, places: readonly Data[], pairs: readonly Pair[]): Decided {
  const { side, query } = figure;
  const place = places.find(({ layout }) => documentSide(layout) === side);
  const own = pairs.filter((pair) => pair.layout === place?.layout.name && pair.query === query);
  const [cold, warm] = [middle(own.map((pair) => pair.cold)), middle(own.map((pair) => pair.warm))];
  if (place === undefined || cold === null || warm === null)
    return { outcome: 'not measured', because: `no cold figure of a layout of ${SIDE[side]}` };
  const read = cold.readBytes === null ? '' : ` and ${formatBytes(cold.readBytes)} read`;
  const figures = `${query} on ${place.layout.name}, first answer: cold ${formatSeconds(cold.answerSeconds)}${read}, warm ${formatSeconds(warm.answerSeconds)}`;
  if (!isAbout(place.fileBytes, DOCUMENT_BYTES))
    return {
      outcome: 'not decided',
      because: `another size: ${formatBytes(place.fileBytes)}, the document speaks of ${formatBytes(DOCUMENT_BYTES)}; ${figures}`,
    };
  const { outcome, why } = decide(figure, cold.answerSeconds, warm.answerSeconds);
  return { outcome, because: `${figures}: ${why}` };
}

/** The document may mean either state, or one in between: refuted only where none of them can be in its range. */
function decide(
  { low, high }: Figure,
  cold: number,
  warm: number,
): { outcome: Hypothesis['outcome']; why: string } {
  const inside = (seconds: number) => seconds >= low && seconds <= high;
  const states = [inside(cold) && 'cold', inside(warm) && 'warm'].filter((state) => state !== false);
  if (states.length > 0)
    return { outcome: 'confirmed', why: `inside ${states.length === 2 ? 'both' : `${states[0]} only`}` };
  if (cold < low && warm < low) return { outcome: 'refuted', why: 'shorter, both' };
  if (cold > high && warm > high) return { outcome: 'refuted', why: 'longer, both' };
  return { outcome: 'not decided', why: 'the range lies between the two' };
}
