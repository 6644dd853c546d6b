import { Failure } from '../../model/failure.ts';
import { type Field, fieldNamed } from './fields.ts';
import type { Query, Term } from './query.ts';
import { tokenize } from './unicode61.ts';

/** What one search may hold: beyond this it is no search text but a document. */
export const MOST_CHARACTERS = 1000;
export const MOST_TERMS = 64;

/** A term, a word without letters, or OR, as it comes along. */
interface Item {
  readonly raw: string;
  readonly term: Term | undefined;
  readonly excluded: boolean;
}

/**
 * Reads what a user types: words, "words in a row", -exclusions, artist:, album:, title: (or name:), composer:, a word's
 * begin* and a OR b. All else is text: an unknown `col:x`, AND, NOT, NEAR, brackets, a quote without its partner.
 * @param typing the last word may be unfinished, unless it is quoted or something follows it
 * @throws Failure: 2 where there is nothing to look for, or more than a search may hold
 */
export function parse(text: string, typing = false): Query {
  if (text.length > MOST_CHARACTERS)
    throw new Failure(
      `the search text has ${text.length} characters; at most ${MOST_CHARACTERS} are searched. Shorten it.`,
    );
  const items = [...read(text)];
  const terms = items.filter(({ term }) => term !== undefined);
  if (terms.length > MOST_TERMS)
    throw new Failure(
      `the search text has ${terms.length} words and phrases; at most ${MOST_TERMS} are searched. Shorten it.`,
    );
  const last = items.at(-1);
  // Not where a space follows, or a quote that closes what was never opened.
  const unfinished =
    last?.term !== undefined && !last.excluded && !last.term.quoted && text.endsWith(last.raw);
  if (typing && unfinished) items[items.length - 1] = { ...last, term: { ...last.term, prefix: true } };
  const groups = grouped(items);
  // A dash or a comma by itself is nothing that anybody looks for.
  const ignored = items
    .filter(({ raw, term }) => term === undefined && /[^\p{P}\p{Cc}\s]/u.test(raw))
    .map(({ raw }) => raw);
  const excluded = items.flatMap((one) => (one.excluded && one.term !== undefined ? [one.term] : []));
  if (groups.length === 0) throw nothing(text, excluded.length > 0);
  return { text, groups, excluded, ignored, unfinished };
}

function nothing(text: string, onlyExclusions: boolean): Failure {
  if (onlyExclusions)
    return new Failure('there are only exclusions to search for. Add a word that is to be found.');
  if (text.trim() === '') return new Failure('the search text is empty. Name a word to look for.');
  return new Failure(
    'the search text holds no letter and no digit, and the index holds nothing else. Name a word to look for.',
  );
}

const QUOTE = /["\u201c\u201d\u201e]/;
const SPACE = /[\s\p{Cc}]/u;
const FIELD = /^([a-z]+):(?=[^\s\p{Cc}])/iu;
/** Longer than any name of a field with its colon. */
const FIELD_LENGTH = 16;

function* read(text: string): Generator<Item> {
  let at = 0;
  const isSpace = () => SPACE.test(text.charAt(at));
  const isQuote = () => QUOTE.test(text.charAt(at));
  /** Where the next quote stands: it closes the one at `at`. */
  const partner = () => {
    const found = text.slice(at + 1).search(QUOTE);
    return found < 0 ? undefined : at + 1 + found;
  };
  const isLeftOver = () => isQuote() && partner() === undefined;
  while (at < text.length) {
    if (isSpace() || isLeftOver()) {
      at++;
      continue;
    }
    const begin = at;
    const excluded = /^-[^\s\p{Cc}]/u.test(text.slice(at, at + 2));
    if (excluded) at++;
    const [named = '', name = ''] = FIELD.exec(text.slice(at, at + FIELD_LENGTH)) ?? [];
    const field = fieldNamed(name);
    if (field !== undefined) at += named.length;
    if (isLeftOver()) at++;
    const quoted = isQuote();
    const start = quoted ? at + 1 : at;
    if (quoted) at = partner() as number;
    else while (at < text.length && !isSpace() && !isQuote()) at++;
    const end = at;
    if (quoted) at++;
    const star = text.charAt(quoted ? at : end - 1) === '*';
    if (quoted && star) at++;
    yield item(text.slice(begin, at), text.slice(start, end), start, { excluded, field, quoted, star });
  }
}

function item(
  raw: string,
  words: string,
  start: number,
  {
    excluded,
    field,
    quoted,
    star,
  }: { excluded: boolean; field: Field | undefined; quoted: boolean; star: boolean },
): Item {
  const tokens = tokenize(words).map((token) => ({
    text: token.text,
    start: start + token.start,
    end: start + token.end,
  }));
  return { raw, excluded, term: tokens.length > 0 ? { tokens, prefix: star, quoted, field } : undefined };
}

/**
 * What OR stands between are alternatives, and what no index can hold is none of them; where there is nothing to choose
 * from OR is a word like any other.
 */
function grouped(items: readonly Item[]): readonly (readonly Term[])[] {
  const groups: Term[][] = [];
  const isWanted = (at: number) => items[at]?.excluded === false;
  for (let at = 0; at < items.length; at++) {
    if (!isWanted(at)) continue;
    const first = at;
    while (items[at + 1]?.raw === 'OR' && isWanted(at + 2)) at += 2;
    const group: Term[] = [];
    for (let each = first; each <= at; each += 2) {
      const term = items[each]?.term;
      if (term !== undefined) group.push(term);
    }
    if (group.length > 0) groups.push(group);
  }
  return groups;
}
