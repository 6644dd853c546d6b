import type { Token } from 'markdown-it';

/** To https, into this page, or to a file beside it: a path without scheme, host or root. */
const ALLOWED = /^(?:https:\/\/[^\s]+|#[^\s]*|[\w.~%+-][\w.~%+/-]*(?:[?#][^\s]*)?)$/;

/**
 * The tokens without the links that lead anywhere else; their text stays. Nothing of the report needs those, so one is
 * text that somebody smuggled in.
 */
export function keepLinks(tokens: readonly Token[], normalized: (url: string) => string): Token[] {
  // Links do not stand inside links, so one flag is enough.
  let dropping = false;
  return tokens.filter((token) => {
    if (token.type === 'link_open') {
      const target = normalized(String(token.attrGet('href') ?? ''));
      dropping = !ALLOWED.test(target);
      token.attrs = [['href', target]];
      return !dropping;
    }
    if (token.type !== 'link_close') return true;
    const keep = !dropping;
    dropping = false;
    return keep;
  });
}
