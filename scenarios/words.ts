/** A word of four letters or more from a name, as an FTS5 string; "love" where the name has none. */
export function searchWord(name: string): string {
  return `"${/\p{L}{4,}/u.exec(name)?.[0] ?? 'love'}"`;
}

/** The first three letters of such a word, as an FTS5 prefix. */
export function searchPrefix(name: string): string {
  return `"${(/\p{L}{4,}/u.exec(name)?.[0] ?? 'love').slice(0, 3)}"*`;
}
