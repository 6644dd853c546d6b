import { Failure } from '../model/failure.ts';
import { brief } from '../render/plain.ts';

/** Deeper than a configuration goes; also keeps the recursion from the end of the stack. */
const MOST_DEPTH = 64;

class Problem extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/**
 * JSON.parse that says where: its own messages have a position only sometimes. Keys given twice are refused, because
 * one of them would be lost without a word.
 * @throws Failure (exit 2), one line with line and column, both from 1
 */
export function parseJson(source: string, shown: string): unknown {
  const text = source.replace(/^\ufeff/, '');
  if (text.trim() === '') throw new Failure(`${shown} is empty. Write at least {}.`);
  try {
    checkSyntax(text);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const lines = text.slice(0, error.at).split(/\r\n|\n|\r/);
    const column = Array.from(lines.at(-1) ?? '').length + 1;
    throw new Failure(`${shown}: line ${lines.length}, column ${column}: ${error.message}.`);
  }
  return JSON.parse(text);
}

/** The grammar of RFC 8259, section by section; throws the first Problem. */
function checkSyntax(text: string): void {
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const skip = () => take(/[ \t\n\r]*/y);
  const expected = (what: string): never => {
    const found = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const not = at >= text.length ? 'but the file ends here' : `not ${brief(JSON.stringify(found), 10)}`;
    const comment = found === '/' || found === '#' ? ' (JSON has no comments; a .js file has)' : '';
    throw new Problem(at, `expected ${what}, ${not}${comment}`);
  };

  const string = (what: string): string => {
    const start = at;
    if (text[at] !== '"') expected(what);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these inside a string
    take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y);
    if (text[at] !== '"') expected(text[at] === '\\' ? 'an escape that JSON has' : 'the end of a string (")');
    at++;
    return JSON.parse(text.slice(start, at)) as string;
  };

  const object = (depth: number): void => {
    const keys = new Set<string>();
    for (let first = true; ; first = false) {
      skip();
      if (first && take(/\}/y)) return;
      const start = at;
      const key = string('a key in double quotes');
      if (key === '__proto__') throw new Problem(start, '"__proto__" cannot be a key');
      if (keys.has(key))
        throw new Problem(start, `${brief(JSON.stringify(key), 60)} is given twice in one object`);
      keys.add(key);
      skip();
      if (!take(/:/y)) expected('a colon');
      value(depth);
      if (take(/\}/y)) return;
      if (!take(/,/y)) expected('a comma or }');
    }
  };

  const list = (depth: number): void => {
    skip();
    if (take(/\]/y)) return;
    for (;;) {
      value(depth);
      if (take(/\]/y)) return;
      if (!take(/,/y)) expected('a comma or ]');
    }
  };

  const value = (depth: number): void => {
    skip();
    if (depth > MOST_DEPTH) throw new Problem(at, `more than ${MOST_DEPTH} levels deep`);
    if (text[at] === '"') string('a string');
    else if (take(/\{/y)) object(depth + 1);
    else if (take(/\[/y)) list(depth + 1);
    else if (!take(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y)) expected('a value');
    skip();
  };

  value(0);
  if (at < text.length) expected('the end of the file');
}
