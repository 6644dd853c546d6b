import { shellQuoted } from '../../render/completion.ts';

/** A word of a command line, quoted only where it needs to be. */
export function word(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) && !text.startsWith('-') ? text : shellQuoted(text);
}

/** With sudo for those who are not root. */
export function asRoot(uid: number | null, command: string): string {
  return uid === 0 ? command : `sudo ${command}`;
}
