import { oneLine, withoutEscapes } from './one-line.ts';

/** Lines of npm that say nothing of the cause: codes, places, its help, its log. */
const EMPTY = /^(code|errno|syscall|path|dest|command|A complete log|For a full report|Run "npm help)\b/;

/**
 * Why npm failed, from what it printed, on one line. npm says the cause first and then at length what one might do, up to
 * its help; so it is its first line with a content. Where a script failed, npm knows the script and the script the cause.
 */
export function npmReason(stdout: string, stderr: string): string {
  const [said, printed] = splitLines(stderr);
  const text = said.filter((line) => line !== '' && !EMPTY.test(line))[0];
  const script = said.map((line) => /^command (?!failed)(.*)$/.exec(line)?.[1]).find(Boolean);
  if (script === undefined) return oneLine(text ?? printed.at(-1) ?? 'it does not say why');
  const shown = script.replace(/^\S*sh -c /, '');
  const cause = scriptReason(splitLines(stdout)[1], printed);
  return oneLine(cause === undefined ? `${shown} failed` : `${shown}: ${cause}`);
}

/** The first line that says error (compilers print it to stdout), else the last one. */
function scriptReason(out: readonly string[], err: readonly string[]): string | undefined {
  const lines = [...out.filter((line) => !line.startsWith('> ')), ...err].map((line) => line.trim());
  return lines.find((line) => /\berror\b/i.test(line)) ?? lines.findLast((line) => line !== '');
}

/** What npm itself said, without its prefix, and the lines of others. */
function splitLines(text: string): [npm: string[], others: string[]] {
  const lines = withoutEscapes(text).split(/\r?\n/);
  // Up to npm 9 it wrote "npm ERR!".
  const own = /^npm (?:error|ERR!) ?/;
  return [
    lines.filter((line) => own.test(line)).map((line) => line.replace(own, '').trim()),
    lines.filter((line) => line.trim() !== '' && !/^npm (error|ERR!|warn|WARN|notice)/.test(line)),
  ];
}
