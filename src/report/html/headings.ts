import type { Token } from 'markdown-it';
import { uniqueNames } from './markup.ts';

export interface Heading {
  readonly level: number;
  readonly id: string;
  /** As people read it. */
  readonly text: string;
}

/** Gives every heading the id by which GitHub would link to it, and lists them. Changes the tokens. */
export function nameHeadings(tokens: readonly Token[]): readonly Heading[] {
  const unique = uniqueNames((name, number) => `${name}-${number - 1}`);
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return [];
    const text = plainText(tokens[index + 1]);
    const id = unique(slug(text));
    token.attrSet('id', id);
    return [{ level: Number(token.tag.slice(1)), id, text }];
  });
}

/** Lower case, punctuation left out, spaces as dashes: what GitHub does with a heading (github-slugger). */
function slug(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
  return name === '' ? 'section' : name;
}

/** The text of an inline token, without its markup. */
export function plainText(token: Token | undefined): string {
  return (token?.children ?? [])
    .map((child) => {
      if (child.type === 'softbreak' || child.type === 'hardbreak') return ' ';
      return child.type === 'image' ? plainText(child) : child.content;
    })
    .join('');
}
