import { plain } from '../render/plain.ts';

/** `_` only marks emphasis at the edge of a word; inside one, as in every table name of ours, it may stay readable. */
const SPECIAL = new RegExp(
  [
    /[\\`*[\]<#|~!&$]/u,
    /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u,
    // What GitHub turns into links and mentions by itself.
    /:(?=\/\/)|(?<=\bwww)\.|@(?=[\p{L}\p{N}])/u,
    // What begins a quotation or a list at the start of a block.
    /^>|^[-+](?=\s|$)|(?<=^\d+)[.)](?=\s|$)/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

/**
 * Any text as one line of Markdown that shows exactly that text: no markup, HTML, link, formula or table cell comes
 * of it. Special characters become numeric entities, which mean the same inside a table and outside of one.
 */
export function text(value: string): string {
  return plain(value).replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);
}

/** A name in code type. A code span knows no escapes, so a name that would need them becomes a code element. */
export function code(value: string): string {
  const line = plain(value);
  if (line === '') return '<code></code>';
  return /[`|\\]/.test(line) ? `<code>${text(line)}</code>` : `\`${line}\``;
}

/** Text that others wrote, as long as it may be, in a block of its own; the fence is longer than any in it. */
export function codeBlock(language: string, value: string): string {
  const longest = Math.max(2, ...(value.match(/`+/g) ?? []).map((fence) => fence.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${value}\n${fence}`;
}
