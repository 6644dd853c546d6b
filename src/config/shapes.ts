import { z } from 'zod';
import { suggestion } from './nearest.ts';
import { notWanted } from './values.ts';

/** An object with these keys and no other; a misspelt one is told the nearest. */
export function strict<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no such key; ${suggestion(String((issue.keys as string[])[0]), known)}`
        : notWanted('an object', issue.input),
  });
}

export function byName<V extends z.ZodType>(value: V) {
  return z.record(z.string(), value, { error: (issue) => notWanted('an object', issue.input) });
}

export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  const quoted = words.map((word) => `"${word}"`);
  const wanted = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  return z.enum(words, { error: (issue) => notWanted(wanted, issue.input) });
}

export function text(wanted: string) {
  const error = (issue: { readonly input?: unknown }) => notWanted(wanted, issue.input);
  return z.string({ error }).min(1, { error });
}
