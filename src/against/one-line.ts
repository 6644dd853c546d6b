/** The longest that a message of git or npm is quoted: npm's own about a lock file out of sync is 200 characters. */
const LONGEST = 240;

/** What another program said, fit for one line of a terminal. */
export function oneLine(text: string): string {
  const flat = withoutEscapes(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST - 1)}…` : flat;
}

/** Without colours and cursor movements. */
export function withoutEscapes(text: string): string {
  return text.replace(/\p{Cc}\[[0-?]*[ -/]*[@-~]/gu, '');
}
