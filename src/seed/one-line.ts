/** Text from outside (a path, a message of SQLite that quotes a file), fit for one line of a terminal. */
export function oneLine(text: string, longest = 160): string {
  const flat = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return flat.length > longest ? `${flat.slice(0, longest - 1)}…` : flat;
}
