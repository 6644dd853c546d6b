/** A word of four letters or more from a name, as a user would type it; "love" where the name has none. */
export function searchWord(name: string): string {
  return /\p{L}{4,}/u.exec(name)?.[0] ?? 'love';
}

/** The first three letters of such a word: what has been typed of it so far. */
export function searchPrefix(name: string): string {
  return searchWord(name).slice(0, 3);
}
