/** Permission bits with setuid, setgid and sticky: 0 to 0o7777, as chmod(2) takes them. */
export const MODE_BITS = 0o7777;

const CLASSES = { u: 6, g: 3, o: 0 } as const;
const LETTERS = { r: 4, w: 2, x: 1 } as const;

/**
 * A mode as people write it: "640", "0640", "0o640", "u=rw,g=r,o=", "rw-r-----".
 * @returns undefined where it is none of these. A number is none: 640 might mean 0o640 or 0o1200.
 */
export function parseMode(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const octal = /^(?:0o)?([0-7]{3,5})$/.exec(text.trim())?.[1];
  if (octal !== undefined) {
    const mode = Number.parseInt(octal, 8);
    return mode <= MODE_BITS ? mode : undefined;
  }
  return parseListing(text.trim()) ?? parseClauses(text.trim());
}

/** "rw-r-----" as ls shows it, without the letter of the kind. */
function parseListing(text: string): number | undefined {
  if (!/^(?:[r-][w-][x-]){3}$/.test(text)) return undefined;
  return [...text].reduce((mode, letter) => mode * 2 + (letter === '-' ? 0 : 1), 0);
}

/** "u=rw,g=r,o=": every class once, since what is not said would depend on the file. */
function parseClauses(text: string): number | undefined {
  const said = new Map<keyof typeof CLASSES, number>();
  for (const clause of text.split(',')) {
    const [, who = '', what = ''] = /^([ugo]+|a)=([rwx]*)$/.exec(clause.trim()) ?? [];
    if (who === '') return undefined;
    const bits = [...new Set(what)].reduce((sum, letter) => sum + LETTERS[letter as keyof typeof LETTERS], 0);
    for (const one of who === 'a' ? 'ugo' : new Set(who)) {
      if (said.has(one as keyof typeof CLASSES)) return undefined;
      said.set(one as keyof typeof CLASSES, bits);
    }
  }
  if (said.size !== 3) return undefined;
  return [...said].reduce((mode, [who, bits]) => mode | (bits << CLASSES[who]), 0);
}

/** "640"; four digits where there is more than permissions: "1777". */
export function formatMode(mode: number): string {
  return (mode & MODE_BITS).toString(8).padStart(3, '0');
}

/** "rw-r-----" */
export function listedMode(mode: number): string {
  return Array.from({ length: 9 }, (_, index) => (mode & (1 << (8 - index)) ? 'rwx'[index % 3] : '-')).join(
    '',
  );
}

/** What a class may do, in words: "read and write". Empty where it may do nothing. */
export function rights(bits: number, folder: boolean): string {
  const words = folder
    ? [
        [4, 'list'],
        [2, 'add and remove files in'],
        [1, 'enter'],
      ]
    : [
        [4, 'read'],
        [2, 'change'],
        [1, 'execute'],
      ];
  const given = words.filter(([bit]) => bits & Number(bit)).map(([, word]) => String(word));
  return given.length < 2 ? given.join('') : `${given.slice(0, -1).join(', ')} and ${given.at(-1)}`;
}
