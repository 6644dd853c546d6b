import { foldName, type SqlToken, sqlTokens } from './tokens.ts';

export interface ParsedTrigger {
  /** Such as "AFTER UPDATE"; BEFORE where the text has none, as SQLite does it. */
  readonly event: string;
  /** Tables that the body changes, as written, without repetition. */
  readonly writes: readonly string[];
}

/** What a CREATE TRIGGER text says. The names of its columns and conditions are left out. */
export function parseTrigger(sql: string): ParsedTrigger {
  const tokens = sqlTokens(sql);
  // The name of the trigger may be a keyword too: look behind CREATE TRIGGER [IF NOT EXISTS] [schema.]name.
  const begin = tokens.findIndex(({ keyword }, index) => index > 2 && keyword === 'BEGIN');
  const head = tokens.slice(0, begin < 0 ? tokens.length : begin);
  const doing = head.findIndex(
    ({ keyword }, index) =>
      index > 2 &&
      /^(?:DELETE|INSERT|UPDATE)$/.test(keyword) &&
      /^(?:ON|OF)$/.test(head[index + 1]?.keyword ?? ''),
  );
  const time = /^(?:AFTER|BEFORE|OF)$/.exec(head[doing - 1]?.keyword ?? '')?.[0];
  const when = time === 'OF' ? 'INSTEAD OF' : (time ?? 'BEFORE');
  const event = doing < 0 ? '' : `${when} ${head[doing]?.keyword}`;
  return { event, writes: begin < 0 ? [] : written(tokens.slice(begin + 1)) };
}

/** A statement of the body says what it changes in its first words; WITH is not allowed there. */
function written(body: readonly SqlToken[]): readonly string[] {
  const found = new Map<string, string>();
  let starts = true;
  for (const [index, token] of body.entries()) {
    if (starts) {
      const name = target(body, index);
      if (name !== undefined) found.set(foldName(name), name);
    }
    starts = token.kind === 'symbol' && token.value === ';';
  }
  return [...found.values()];
}

function target(body: readonly SqlToken[], start: number): string | undefined {
  const verb = body[start]?.keyword;
  let next = start + 1;
  // OR IGNORE, OR REPLACE ...
  if (body[next]?.keyword === 'OR') next += 2;
  if (verb === 'INSERT' || verb === 'REPLACE') next += body[next]?.keyword === 'INTO' ? 1 : Number.NaN;
  else if (verb === 'DELETE') next += body[next]?.keyword === 'FROM' ? 1 : Number.NaN;
  else if (verb !== 'UPDATE') return undefined;
  const named = body[next];
  return named === undefined || named.kind === 'symbol' ? undefined : named.value;
}
