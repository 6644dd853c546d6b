import type { Token } from 'markdown-it';
import { plainText } from './headings.ts';
import { columnKeys } from './sort-key.ts';

/**
 * Prepares the tables for the page: the alignment as a class, and on each cell the place that it has when its column
 * is sorted (data-key; none: last). Changes the tokens.
 */
export function prepareTables(tokens: readonly Token[]): void {
  let rows: Cell[][] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'th_open' || token.type === 'td_open') alignByClass(token);
    if (token.type === 'th_open') token.attrSet('scope', 'col');
    if (token.type === 'tbody_open') rows = [];
    if (token.type === 'tr_open') rows.push([]);
    if (token.type === 'td_open') rows.at(-1)?.push({ token, text: plainText(tokens[index + 1]) });
    if (token.type === 'tbody_close') addKeys(rows);
  }
}

interface Cell {
  readonly token: Token;
  readonly text: string;
}

function alignByClass(token: Token): void {
  const style = token.attrGet('style');
  token.attrs = null;
  if (style === 'text-align:right') token.attrSet('class', 'number');
}

function addKeys(rows: readonly (readonly Cell[])[]): void {
  for (const column of rows[0]?.keys() ?? []) {
    const cells = rows.flatMap((row) => row[column] ?? []);
    columnKeys(cells.map(({ text }) => text)).forEach((key, index) => {
      if (key !== undefined) cells[index]?.token.attrSet('data-key', String(key));
    });
  }
}
