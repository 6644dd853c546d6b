import { brief, plain } from '../render/plain.ts';

/** Longer names make a box wider than the rest of its picture. */
const MOST_CHARACTERS = 80;

/**
 * What may stand as it is in every kind of Mermaid diagram, quoted or not: letters with their marks, digits, spaces and
 * a few signs. Where labels are Markdown, `_` marks emphasis at the edge of a word and "www." makes a link. The colon is
 * not among them: of a line with "style", a colon and a code Mermaid drops a character (its encodeEntities).
 */
const HARMLESS = /[\p{L}\p{M}\p{N} ,'+=()/!?·→…-]|(?<!www)\.|(?<=[\p{L}\p{N}])_+(?=[\p{L}\p{N}])/giu;

/** "direction" before LR is a command wherever in a line it stands, in quotes too. */
const HARMFUL = /(?<=direction) +(?=(?:tb|bt|rl|lr))/giu;

/** SQLite allows "" as a name; Mermaid would take what follows for a missing label. */
const EMPTY = '(empty)';

/** Any text as a picture shows it: one line, nothing invisible in it, cut with an ellipsis. */
export function drawn(text: string): string {
  return brief(withoutMeaning(text), MOST_CHARACTERS) || EMPTY;
}

/**
 * `drawn`, written so that it means nothing in a Mermaid text: no quote, comment, directive, markup, link or command
 * comes of it. What is not surely harmless becomes a code, #60; for <. For a place between double quotes; it may stand
 * unquoted where a line ends with it.
 */
export function mermaidText(text: string): string {
  return escaped(drawn(text));
}

/** The same for a sentence of ours with names in it, which is not cut: for accTitle and accDescr. */
export function mermaidSentence(text: string): string {
  return escaped(plain(withoutMeaning(text)) || EMPTY);
}

/**
 * U+FFFE and U+FFFF are not allowed in XML, written out or as a code. And Mermaid's own placeholders for codes, which it
 * turns into codes in the finished picture wherever they come from: the ligature and the pair that close one.
 */
function withoutMeaning(text: string): string {
  return text
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('\ufb02', 'fl')
    .replaceAll('\u00b6\u00df', '\u00b6 \u00df');
}

function escaped(line: string): string {
  let result = '';
  let last = 0;
  for (const { index, 0: harmless } of line.matchAll(HARMLESS)) {
    result += codes(line.slice(last, index)) + harmless;
    last = index + harmless.length;
  }
  return (result + codes(line.slice(last))).replace(HARMFUL, codes);
}

function codes(characters: string): string {
  return Array.from(characters, (character) => `#${character.codePointAt(0)};`).join('');
}
