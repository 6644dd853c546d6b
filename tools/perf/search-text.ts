import { join } from 'node:path';
import { openLayout } from '../../src/database/open.ts';
import { three } from '../../src/layouts/index.ts';
import { INDEXES } from '../../src/search/text/fields.ts';
import { createTextSearch } from '../../src/search/text/index.ts';
import { wordsByVocab } from '../../src/search/text/vocabulary.ts';
import { median, quantileSorted } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';
import { buildOnce, builtInStore, temporaryFolder } from './dataset.ts';

/** 3,503 tracks each time: 105,090. */
const SCALE = 30;
const WORDS = 12;
/** A word is common that is in about one of a hundred tracks. */
const COMMON = 1000;
const ROUNDS = 40;

/** A search of a common word from its text to ranked rows with marks, beside the statements that FTS5 needs at least. */
export async function searchTextSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const built = join(folder.path, 'three');
  await buildOnce({
    folder: built,
    layout: 'three',
    scale: SCALE,
    seedStore: await builtInStore(folder.path),
    withoutVectors: true,
  });
  const open = openLayout(three, built);
  try {
    return measure(open);
  } finally {
    open.close();
  }
}

function measure(open: ReturnType<typeof openLayout>): Finding[] {
  const { search } = createTextSearch(open);
  const statements = INDEXES.map(({ table }) =>
    open.prepare([table], `SELECT rowid, rank FROM ${table} WHERE ${table} MATCH ? ORDER BY rank LIMIT 20`),
  );
  const whole = (word: string) => search(word, { limit: 20 });
  const bare = (word: string) => statements.map((statement) => statement.all(word));
  const timed = (work: (word: string) => unknown, word: string) => {
    const start = performance.now();
    work(word);
    return (performance.now() - start) / 1000;
  };
  const words = commonWords(open);
  const ofWord = words.map((word) => {
    const [ratios, bareSeconds]: [number[], number[]] = [[], []];
    for (let round = -3; round < ROUNDS; round++) {
      const wholeFirst = round % 2 === 0;
      const early = timed(wholeFirst ? whole : bare, word);
      const late = timed(wholeFirst ? bare : whole, word);
      const [mine, least] = wholeFirst ? [early, late] : [late, early];
      // The first rounds bring pages in and have the code compiled.
      if (round < 0) continue;
      ratios.push(mine / least);
      bareSeconds.push(least);
    }
    return { ratio: median(ratios), seconds: median(bareSeconds) };
  });
  const ratios = Float64Array.from(ofWord.map(({ ratio }) => ratio)).sort();
  const milliseconds = Float64Array.from(ofWord.map(({ seconds }) => seconds * 1000)).sort();
  const middle = median(ofWord.map(({ ratio }) => ratio));
  return [
    {
      what: `search of a common word, top 20, from text to ranked rows with marks / the two bare FTS5 statements with ORDER BY rank LIMIT 20 (${SCALE} x the built-in catalogue)`,
      measured: `${middle.toFixed(3)} (${quantileSorted(ratios, 0).toFixed(3)} to ${quantileSorted(ratios, 1).toFixed(3)} over ${words.length} words, ${ROUNDS} alternating pairs each; bare ${quantileSorted(milliseconds, 0).toFixed(2)} to ${quantileSorted(milliseconds, 1).toFixed(1)} ms)`,
      target: '<= 1.2',
      met: middle <= 1.2,
    },
  ];
}

/** Words of both indexes, from the most frequent to the least that is still common. */
function commonWords(open: ReturnType<typeof openLayout>): readonly string[] {
  const [tracks = new Map<string, number>(), albums = new Map<string, number>()] = INDEXES.map((index) =>
    wordsByVocab(open, index),
  );
  const common = [...tracks]
    .filter(([word, times]) => times >= COMMON && albums.has(word) && /^\p{L}+$/u.test(word))
    .sort(([, one], [, other]) => other - one)
    .map(([word]) => word);
  return Array.from({ length: Math.min(WORDS, common.length) }, (_, at) =>
    String(common[Math.floor((at * common.length) / WORDS)]),
  );
}
