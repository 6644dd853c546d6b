import type { DataFolder } from '../database/data-folder.ts';
import { openLayout } from '../database/open.ts';
import { explainSqliteError } from '../database/sqlite-error.ts';
import { Failure, throwIfInterrupted } from '../model/failure.ts';
import type { Session } from '../model/scenario.ts';
import type { Streams } from '../model/streams.ts';
import { screenOf } from '../render/colour.ts';
import { brief, plain } from '../render/plain.ts';
import { ProgressLine } from '../render/progress.ts';
import { checkSearch } from '../search/text/index.ts';
import { countVectors } from '../search/vectors/export.ts';
import type { Start } from '../search/vectors/inputs.ts';
import { checkCount, createRecommender, type Recommendations } from '../search/vectors/recommend.ts';
import { type DataFlags, dataToLookAt, dataWords } from './data.ts';
import { renderRecommendations } from './recommend-table.ts';

export interface RecommendFlags extends DataFlags {
  readonly track?: number;
  readonly tracks?: readonly number[];
  readonly playlist?: number;
  readonly like?: string;
  readonly genre?: string;
  readonly k: number;
  readonly exact?: boolean;
  readonly recall?: number;
  readonly cache: boolean;
  readonly json?: boolean;
}

/** Recommends tracks; keeps exact answers in similarity_cache of the data folder. */
export async function recommend(flags: RecommendFlags, streams: Streams): Promise<number> {
  const { stdout, stderr, env, signal } = streams;
  const start = startOf(flags);
  // What is wrong without looking into any data is refused before a catalogue is built.
  checkCount(flags.k);
  if (start.kind === 'text') checkSearch(start.text);
  const progress = new ProgressLine(stderr);
  const { data, shown, tell, remove } = await dataToLookAt(flags, streams, (doing) =>
    progress.show(doing),
  ).finally(() => progress.clear());
  try {
    throwIfInterrupted(signal);
    const found = recommended(start, flags, data, shown);
    tell();
    const { vectors, ...answer } = found;
    const whole = { data: shown, layout: data.layout.name, start, ...answer };
    stdout.write(
      flags.json
        ? `${JSON.stringify(whole, null, 2)}\n`
        : renderRecommendations(
            { ...whole, k: flags.k, vectors, index: `chinook-eval vectors index${dataWords(flags, shown)}` },
            screenOf(stdout, env),
          ),
    );
    return 0;
  } finally {
    remove();
  }
}

function startOf({ track, tracks, playlist, like }: RecommendFlags): Start {
  const starts: Start[] = [
    ...(track === undefined ? [] : [{ kind: 'tracks', ids: [track] } as const]),
    ...(tracks === undefined ? [] : [{ kind: 'tracks', ids: tracks } as const]),
    ...(playlist === undefined ? [] : [{ kind: 'playlist', id: playlist } as const]),
    ...(like === undefined ? [] : [{ kind: 'text', text: plain(like) } as const]),
  ];
  const [start, ...others] = starts;
  if (start === undefined)
    throw new Failure('there is nothing to start from. Name one of --track, --tracks, --playlist or --like.');
  if (others.length > 0)
    throw new Failure('--track, --tracks, --playlist and --like are each a start of their own. Name one.');
  return start;
}

function recommended(
  start: Start,
  { genre, k, exact, recall, cache }: RecommendFlags,
  { layout, files }: DataFolder,
  shown: string,
): Recommendations & { readonly vectors: number } {
  try {
    const open = openLayout(layout, files);
    try {
      const ask = createRecommender(open, { keep: cache });
      const id = genre === undefined ? undefined : genreId(open, genre);
      const how = exact ? ('exact' as const) : recall === undefined ? {} : { recall };
      const answer = ask({ start, k, how, ...(id === undefined ? {} : { genre: id }) });
      return { ...answer, vectors: countVectors(open) };
    } finally {
      open.close();
    }
  } catch (error) {
    throw explainSqliteError(error, shown, 'data folder');
  }
}

/** By name, whatever its capitals, or by number. @throws Failure: 2 where there is no such genre */
function genreId(session: Session, genre: string): number {
  const all = session
    .prepare<{ id: number; name: string }>(
      ['chinook_genres'],
      'SELECT id, name FROM chinook_genres ORDER BY id',
    )
    .all();
  const folded = genre.trim().toLowerCase();
  const found =
    all.find(({ name }) => name.toLowerCase() === folded) ?? all.find(({ id }) => String(id) === folded);
  if (found === undefined)
    throw new Failure(
      `there is no genre ${brief(genre, 40)}. Name one of ${brief(all.map(({ name }) => name).join(', '), 500)}.`,
    );
  return found.id;
}
