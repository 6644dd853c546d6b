import { brief } from '../../render/plain.ts';

/** Letters of a name in a picture; the tables of the report have the whole of it. */
const MOST = 32;

/** A name of a file, a layout, a scenario: one printable line that fits. */
export function shown(name: string, most = MOST): string {
  return brief(name, most);
}

/** "a, b and c" */
export function list(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}
