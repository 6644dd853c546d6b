import type { Screen } from '../render/colour.ts';
import { brief, plain, wrap } from '../render/plain.ts';
import { renderTable } from '../render/table.ts';
import { formatCount } from '../render/units.ts';
import type { Reasons } from '../search/vectors/explain.ts';
import type { Start } from '../search/vectors/inputs.ts';
import type { Recommendations } from '../search/vectors/recommend.ts';
import type { Track } from '../search/vectors/tracks.ts';

/** What `recommend` found, with what it is of. */
export interface Whole extends Recommendations {
  readonly data: string;
  readonly layout: string;
  readonly start: Start;
  /** How many were asked for. */
  readonly k: number;
  /** How many there are. */
  readonly vectors: number;
  /** The command that makes an inverted file of them. */
  readonly index: string;
}

/** A title or a name in a column is cut to this. */
const WIDEST = 32;

/** The recommendations for people: for what, each with its reasons, and how sure they are. */
export function renderRecommendations(whole: Whole, screen: Screen): string {
  const { recommendations, inputs, k } = whole;
  const parts = [
    wrap(heading(whole), screen.width),
    ...(recommendations.length === 0 ? ['no other song is there to recommend'] : [table(whole)]),
    ...(recommendations.length > 0 && recommendations.length < k
      ? [
          `no more than ${formatCount(recommendations.length)} of the ${formatCount(k)} asked for are there to recommend`,
        ]
      : []),
    wrap(methodWords(whole), screen.width),
    ...(whole.without > 0
      ? [
          wrap(
            `${formatCount(whole.without)} of ${formatCount(inputs.length)} tracks have no vector: only the others were sought by`,
            screen.width,
          ),
        ]
      : []),
  ];
  return `${parts.join('\n')}\n`;
}

function heading({ start, inputs, data, layout }: Whole): string {
  const where = `in ${plain(data)} (${layout})`;
  const names = inputs.slice(0, 3).map(title).join('; ');
  const more = inputs.length > 3 ? ` and ${formatCount(inputs.length - 3)} more` : '';
  if (start.kind === 'playlist')
    return `like playlist ${start.id} (${formatCount(inputs.length)} ${inputs.length === 1 ? 'track' : 'tracks'}) ${where}`;
  if (start.kind === 'text') return `like '${start.text}': matches, and what is near to ${names} ${where}`;
  return `like ${names}${more} ${where}`;
}

function title({ id, name, artist }: Track): string {
  return `${brief(name, 60)}${artist === null ? '' : ` by ${brief(artist, 60)}`} (${id})`;
}

function table({ recommendations, inputs }: Whole): string {
  return renderTable(
    [
      { heading: '', align: 'right' },
      { heading: 'similar', align: 'right' },
      { heading: 'track', align: 'right' },
      { heading: 'title', align: 'left' },
      { heading: 'artist', align: 'left' },
      { heading: 'genre', align: 'left' },
      { heading: 'why', align: 'left' },
    ],
    recommendations.map((one, index) => [
      String(index + 1),
      one.similarity === null ? '-' : one.similarity.toFixed(3),
      String(one.id),
      brief(one.name, WIDEST),
      brief(one.artist ?? '-', WIDEST),
      brief(one.genre ?? '-', WIDEST),
      reasonWords(one.reasons, inputs.length),
    ]),
  );
}

/** "same album and artist, 2 playlists shared". */
function reasonWords(reasons: Reasons, inputs: number): string {
  const same = (['album', 'artist', 'genre'] as const)
    .filter((key) => reasons[key] > 0)
    .map((key) => (reasons[key] === inputs ? key : `${key} (${reasons[key]} of ${inputs})`));
  const words = [
    ...(reasons.match === undefined ? [] : [`match ${reasons.match}`]),
    ...(same.length > 0 ? [`same ${same.join(', ')}`] : []),
    ...(reasons.playlists > 0
      ? [`${reasons.playlists} ${reasons.playlists === 1 ? 'playlist' : 'playlists'} shared`]
      : []),
    ...(reasons.alike.length > 0 ? [`alike in ${reasons.alike.join(' and ')}`] : []),
  ];
  return words.length === 0 ? 'near' : words.join('; ');
}

/** With fewer vectors an exact search takes less than a millisecond: an index saves time that nobody notices. */
const WORTH_AN_INDEX = 10_000;

/** Whether the answer is exact or approximate, and why. */
export function methodWords({ method, vectors, index }: Pick<Whole, 'method' | 'vectors' | 'index'>): string {
  if (method.kind === 'approximate') {
    const changed =
      method.changedRows === 0 ? '' : `, before ${formatCount(method.changedRows)} vectors changed`;
    return `approximate: ${method.probes} of ${method.cells} cells probed; ${recallWords(method)} when the index was made${changed}`;
  }
  if (method.cached) return 'exact: kept in similarity_cache from an earlier search';
  const remake = !/ inverted file /.test(` ${method.why} `)
    ? ''
    : vectors < WORTH_AN_INDEX
      ? ` (it helps from about ${formatCount(WORTH_AN_INDEX)} vectors on; here are ${formatCount(vectors)})`
      : ` (${index} makes one)`;
  return `exact: compared with every vector${method.why === '' ? '' : `; ${method.why}${remake}`}`;
}

/** "recall@10 at least 0.99 (99 % sure), 0.994 measured" */
export function recallWords({
  depth,
  recall,
  measured,
}: {
  readonly depth: number;
  readonly recall: number;
  readonly measured: number;
}): string {
  return `recall@${depth} at least ${Number(recall.toPrecision(6))} (99 % sure), ${measured.toFixed(3)} measured`;
}
