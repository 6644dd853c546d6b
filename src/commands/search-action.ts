import type { DataFolder } from '../database/data-folder.ts';
import { openLayout } from '../database/open.ts';
import { explainSqliteError } from '../database/sqlite-error.ts';
import { EXIT, Failure, throwIfInterrupted } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { screenOf } from '../render/colour.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine } from '../render/progress.ts';
import { formatCount } from '../render/units.ts';
import { checkSearch, createTextSearch, type Page, type SearchOptions } from '../search/text/index.ts';
import { dataToLookAt, dataWords } from './data.ts';
import { type Maintenance, maintain } from './search-maintain.ts';
import type { SearchFlags } from './search-options.ts';
import { type Found, renderFound } from './search-page.ts';

/** Finds tracks and albums, or looks after the indexes that do. */
export async function search(
  words: readonly string[],
  flags: SearchFlags,
  streams: Streams,
): Promise<number> {
  const asked = (['verify', 'rebuild', 'optimize'] as const).filter((name) => flags[name]);
  const [task, other] = asked;
  if (other !== undefined) throw new Failure(`--${task} and --${other} are two tasks. Give one at a time.`);
  if (task !== undefined) return await maintain(checkedTask(task, words, flags), flags, streams);
  if (words.length === 0)
    throw new Failure('there is no text to search for. Name it: chinook-eval search "don\'t stop"');
  // What is printed is what was searched: control characters and the like are spaces to the indexes anyway.
  return await find(plain(words.join(' ')), flags, streams);
}

function checkedTask(task: Maintenance, words: readonly string[], flags: SearchFlags): Maintenance {
  const extra =
    words.length > 0
      ? 'the text'
      : (['in', 'after', 'typing'] as const).find((name) => flags[name] !== undefined);
  if (extra !== undefined)
    throw new Failure(
      `--${task} looks at whole indexes. Leave out ${extra === 'the text' ? extra : `--${extra}`}, or --${task}.`,
    );
  return task;
}

async function find(text: string, flags: SearchFlags, streams: Streams): Promise<number> {
  const { stdout, stderr, env, signal } = streams;
  const options = optionsOf(flags);
  checkSearch(text, options);
  const progress = new ProgressLine(stderr);
  const { data, shown, tell, remove } = await dataToLookAt(flags, streams, (doing) =>
    progress.show(doing),
  ).finally(() => progress.clear());
  try {
    throwIfInterrupted(signal);
    const found = { text, data: shown, layout: data.layout.name, ...searched(text, options, data, shown) };
    tell();
    stdout.write(
      flags.json ? `${JSON.stringify(found, null, 2)}\n` : renderFound(found, flags, screenOf(stdout, env)),
    );
    if (found.gone > 0)
      stderr.write(
        `chinook-eval: ${formatCount(found.gone)} ${found.gone === 1 ? 'match is' : 'matches are'} of rows that are gone: the indexes have drifted. chinook-eval search --verify${dataWords(flags, shown)} tells more.\n`,
      );
    return EXIT.fine;
  } finally {
    remove();
  }
}

function optionsOf({ in: kinds, limit, after, typing }: SearchFlags): SearchOptions {
  return {
    limit,
    ...(kinds === undefined ? {} : { in: kinds }),
    ...(after === undefined ? {} : { after }),
    ...(typing === undefined ? {} : { typing }),
  };
}

function searched(
  text: string,
  options: SearchOptions,
  { layout, files }: DataFolder,
  shown: string,
): Page & Pick<Found, 'counts'> {
  try {
    const open = openLayout(layout, files);
    try {
      // Only the indexes that are asked: another one may be damaged.
      const searching = createTextSearch(open, options.in);
      return searching.together(() => {
        const page = searching.search(text, options);
        return { ...page, counts: searching.count(page) };
      });
    } finally {
      open.close();
    }
  } catch (error) {
    throw explainSqliteError(error, shown, 'data folder');
  }
}
