import { createHash } from 'node:crypto';

/** Characters up to which a name is stored as it is: a key of 10 kB would fill two pages of every index that it is in. */
const MOST_CHARACTERS = 200;

/** What the cache itself calls something: ":latest", and the hashes below. */
const OURS = /^(?::|sha256:)/;

/**
 * The text under which a key or a tag is stored: itself, or "sha256:" and the hash of it where it is long, has control
 * characters, or is no well-formed Unicode (two such names would be the same bytes in a database).
 */
export function storedName(name: string): string {
  if (name.length <= MOST_CHARACTERS && name.isWellFormed() && !OURS.test(name) && !/\p{Cc}/u.test(name))
    return name;
  return `sha256:${createHash('sha256').update(Buffer.from(name, 'utf16le')).digest('hex')}`;
}
