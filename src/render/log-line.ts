import { wrap } from './plain.ts';

/**
 * GitHub Actions obeys lines of a step's output that begin with `::name` and text with `##[name]` in it
 * (actions/runner, ActionCommand.cs), and a line may be broken just before the name of a scenario: a space takes the
 * meaning away.
 */
export function notACommand(text: string): string {
  return text.replace(/(?<!\S)::/g, ': :').replaceAll('##[', '# #[');
}

/**
 * `wrap` of what may hold names of others: no line is a command to GitHub, and none is wider than `width`, as a word
 * that is longer is cut. `first` stands before the first line, `later`, which is no shorter, before the others.
 */
export function fold(text: string, width: number, later = '', first = ''): string {
  const room = Math.max(20, width - first.length);
  const hanging = later.slice(first.length);
  return wrap(notACommand(text).replace(BEFORE_UNIT, NO_BREAK), room, hanging)
    .replaceAll(NO_BREAK, ' ')
    .split('\n')
    .flatMap((line) => cut(line, room, hanging))
    .map((line, index) => (index === 0 ? first : later.slice(0, first.length)) + line)
    .join('\n');
}

/** A figure and its unit stay on one line. */
const BEFORE_UNIT = /(?<=\d) (?=(?:%|[mnu]?s|[kMGTP]?B)(?![\p{L}\p{N}]))/gu;
const NO_BREAK = '\u00a0';

function cut(line: string, room: number, hanging: string): string[] {
  if (line.length <= room) return [line];
  const characters = Array.from(line);
  // A piece may have to be one character longer, not to be a command.
  const length = Math.max(1, room - hanging.length - 1);
  return Array.from({ length: Math.ceil(characters.length / length) }, (_, index) => {
    const piece = notACommand(characters.slice(index * length, (index + 1) * length).join(''));
    return index === 0 ? piece : hanging + piece;
  });
}
