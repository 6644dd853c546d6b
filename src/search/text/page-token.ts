import { hash } from 'node:crypto';
import { Failure } from '../../model/failure.ts';
import { INDEXES, type Kind } from './fields.ts';
import type { FusedMatch } from './ranker.ts';

/** Where an index stands: the last matches of it that were shown. */
export interface PageKey {
  /** The last first; the ones before it are there for the case that it is deleted. */
  readonly ids: readonly number[];
  /** Of the last. */
  readonly rank: number;
  /** How many of the index were shown so far. */
  readonly shown: number;
}

/** Where a page ended: what the token of the next one holds. */
export interface PageEnd {
  /** The text that was searched: the user's own, or one that was tried instead of it. */
  readonly text: string;
  readonly typing: boolean;
  readonly keys: Readonly<Partial<Record<Kind, PageKey>>>;
}

/** A token is of one question: the text as typed and where it was searched. */
export interface Question {
  readonly text: string;
  readonly kinds: readonly Kind[];
  readonly typing: boolean;
}

const VERSION = 1;
/** So many matches may go before their place is only guessed at by their rank. */
const KEPT_IDS = 3;

export function pageToken(question: Question, end: PageEnd): string {
  const keys = INDEXES.map(({ kind }) => {
    const key = end.keys[kind];
    return key === undefined ? null : [key.ids, key.rank, key.shown];
  });
  const tried = end.text === question.text && end.typing === question.typing ? null : [end.text, end.typing];
  return Buffer.from(JSON.stringify([VERSION, digest(question), keys, tried])).toString('base64url');
}

/** @throws Failure: 2 where it is no token, or one of another search */
export function readPageToken(token: string, question: Question): PageEnd {
  const value = parsed(token);
  if (!isToken(value))
    throw new Failure(
      'the token (--after) is none of a page. Take it from the end of the page before, or leave it out.',
    );
  const [, of, keys, tried] = value;
  if (of !== digest(question))
    throw new Failure(
      'the token (--after) is of another search. Give the same text and the same --in, or leave it out.',
    );
  return {
    text: tried?.[0] ?? question.text,
    typing: tried?.[1] ?? question.typing,
    keys: Object.fromEntries(
      INDEXES.flatMap(({ kind }, at) => {
        const key = keys[at];
        return key ? [[kind, { ids: key[0], rank: key[1], shown: key[2] }]] : [];
      }),
    ),
  };
}

/** The keys of a page's end: those of its matches, and for an index without one those from before. */
export function lastKeys(before: PageEnd['keys'], shown: readonly FusedMatch[]): PageEnd['keys'] {
  const keys: Partial<Record<Kind, PageKey>> = { ...before };
  for (const { kind } of INDEXES) {
    const own = shown.filter((match) => match.kind === kind);
    const last = own.at(-1);
    if (last === undefined) continue;
    const ids = own.slice(-KEPT_IDS).map(({ id }) => id);
    const earlier = before[kind]?.ids ?? [];
    keys[kind] = {
      ids: [...ids.reverse(), ...earlier].slice(0, KEPT_IDS),
      rank: last.rank,
      shown: last.place,
    };
  }
  return keys;
}

function digest({ text, kinds, typing }: Question): string {
  return hash('sha256', JSON.stringify([text.toWellFormed(), kinds, typing]), 'base64url').slice(0, 12);
}

function parsed(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

type TokenValue = [
  version: number,
  digest: string,
  keys: readonly ([ids: readonly number[], rank: number, shown: number] | null)[],
  tried: [text: string, typing: boolean] | null,
];

function isToken(value: unknown): value is TokenValue {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [version, of, keys, tried] = value as unknown[];
  return (
    version === VERSION &&
    typeof of === 'string' &&
    Array.isArray(keys) &&
    keys.length === INDEXES.length &&
    keys.every((key) => key === null || isKey(key)) &&
    (tried === null ||
      (Array.isArray(tried) &&
        tried.length === 2 &&
        typeof tried[0] === 'string' &&
        typeof tried[1] === 'boolean'))
  );
}

function isKey(key: unknown): boolean {
  if (!Array.isArray(key) || key.length !== 3) return false;
  const [ids, rank, shown] = key as unknown[];
  return (
    Array.isArray(ids) &&
    ids.length > 0 &&
    ids.length <= KEPT_IDS &&
    ids.every(Number.isSafeInteger) &&
    Number.isFinite(rank) &&
    Number.isSafeInteger(shown) &&
    Number(shown) > 0
  );
}
