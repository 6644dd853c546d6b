import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { Child, ChildFailed } from '../process/child.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine } from '../render/progress.ts';
import { renderTable } from '../render/table.ts';
import { formatBytes, formatSeconds } from '../render/units.ts';
import type { Optimized, Rebuilt, Verified } from '../search/text/maintain.ts';
import { dataToLookAt, dataWords, namedData } from './data.ts';
import type { SearchFlags } from './search-options.ts';

export type Maintenance = 'verify' | 'rebuild' | 'optimize';

const DOING: Readonly<Record<Maintenance, string>> = {
  verify: 'comparing the indexes with the tables',
  rebuild: 'making the indexes anew',
  optimize: 'merging the segments of the indexes',
};

/** For a thousand times the usual data; nobody waits so long without Ctrl-C. */
const DEADLINE_SECONDS = 4 * 3600;

/** Runs in a process of its own: one statement works for seconds, and Ctrl-C is to end it. */
export async function maintain(task: Maintenance, flags: SearchFlags, streams: Streams): Promise<number> {
  const { cwd, signal, stderr } = streams;
  const progress = new ProgressLine(stderr);
  const place =
    task === 'verify'
      ? await dataToLookAt(flags, streams, (doing) => progress.show(doing)).finally(() => progress.clear())
      : { ...namedData(flags, cwd), tell: () => {}, remove: () => {} };
  const child = new Child('src/search/text/maintain-process', { signal });
  try {
    progress.show(DOING[task]);
    const { layout, files } = place.data;
    const result = await child.request(task, { layout, files, shown: place.shown }, DEADLINE_SECONDS);
    progress.clear();
    place.tell();
    return tell(task, result, place.shown, flags, streams);
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    throw new Failure(`${place.shown}: ${DOING[task]} came to nothing: ${error.message}`, EXIT.incomplete, {
      cause: error,
    });
  } finally {
    progress.clear();
    await child.end();
    place.remove();
  }
}

function tell(
  task: Maintenance,
  result: unknown,
  shown: string,
  flags: SearchFlags,
  { stdout, stderr }: Streams,
): number {
  if (flags.json) stdout.write(`${JSON.stringify({ data: shown, [task]: result }, null, 2)}\n`);
  else {
    const rows = ROWS[task](result as never);
    const columns = (rows[0] ?? []).map(() => ({ heading: '', align: 'left' as const }));
    stdout.write(`${renderTable(columns, rows).trimStart()}\n`);
  }
  const wrong = task === 'verify' ? whatIsWrong(result as readonly Verified[]) : [];
  if (wrong.length === 0) return EXIT.fine;
  stderr.write(
    `chinook-eval: ${plain(shown)}: ${wrong.join('; ')}. chinook-eval search --rebuild${dataWords(flags, shown)} makes the indexes and their triggers anew.\n`,
  );
  return EXIT.integrity;
}

function whatIsWrong(verified: readonly Verified[]): readonly string[] {
  return verified.flatMap(({ table, drifted, wrongTriggers }) => [
    ...(drifted ? [`${table} does not say what its tables do`] : []),
    ...(wrongTriggers.length > 0 ? [`${table} ${triggerWords(wrongTriggers)}`] : []),
  ]);
}

/** "lacks the trigger a; has another trigger b than the layout makes" */
function triggerWords(wrong: Verified['wrongTriggers']): string {
  const some = (altered: boolean) => {
    const names = wrong.filter((one) => one.altered === altered).map(({ name }) => name);
    return names.length === 0 ? [] : [`${names.length === 1 ? 'trigger' : 'triggers'} ${names.join(', ')}`];
  };
  return [
    ...some(false).map((names) => `lacks the ${names}`),
    ...some(true).map((names) => `has other ${names} than the layout makes`),
  ].join(' and ');
}

const ROWS = {
  verify: (result: readonly Verified[]) =>
    result.map(({ table, drifted, wrongTriggers }) => [
      table,
      `${drifted ? 'has drifted from its tables' : 'says what its tables do'}${wrongTriggers.length > 0 ? ', and will not follow them' : ''}`,
    ]),
  rebuild: (result: readonly Rebuilt[]) =>
    result.map(({ table, drifted, wrongTriggers, seconds }) => [
      table,
      wrongTriggers.length > 0
        ? `${drifted ? 'had drifted' : 'was right'}, made anew with ${wrongTriggers.length} ${wrongTriggers.length === 1 ? 'trigger' : 'triggers'}`
        : drifted
          ? 'had drifted, made anew'
          : 'was right, made anew all the same',
      formatSeconds(seconds),
    ]),
  optimize: (result: readonly Optimized[]) =>
    result.map(({ table, bytes, word, searchSeconds, seconds }) => [
      table,
      `merged in ${formatSeconds(seconds)}`,
      `${formatBytes(bytes[0])} -> ${formatBytes(bytes[1])}`,
      searchSeconds === null
        ? 'no word to search for'
        : `search "${plain(word ?? '')}" ${formatSeconds(searchSeconds[0])} -> ${formatSeconds(searchSeconds[1])}`,
    ]),
};
