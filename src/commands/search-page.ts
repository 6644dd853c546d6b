import { word } from '../operations/audit/shell.ts';
import type { Screen } from '../render/colour.ts';
import { plain, wrap } from '../render/plain.ts';
import { formatCount } from '../render/units.ts';
import type { Kind, Page } from '../search/text/index.ts';
import { type SearchFlags, SHOWN } from './search-options.ts';
import { renderHits } from './search-table.ts';

/** A page with what it is of. */
export interface Found extends Page {
  /** As the user typed it. */
  readonly text: string;
  readonly data: string;
  readonly layout: string;
  readonly counts: Readonly<Partial<Record<Kind, number>>>;
}

/** A page for people: what was found, how many there are, and the command for the next page. */
export function renderFound(found: Found, flags: SearchFlags, screen: Screen): string {
  const { hits, counts } = found;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = [
    ...tried(found),
    ...(hits.length > 0 ? [renderHits(hits, found.before, screen)] : []),
    wrap(summary(found, total), screen.width),
    ...(found.next === undefined ? [] : [`next  ${nextCommand(found, flags)}`]),
  ];
  return `${parts.join('\n')}\n`;
}

/** What was searched other than what was typed, and what could not be. */
function tried({ text, searched, ignored, without, hits }: Found): string[] {
  const lines: string[] = [];
  if (hits.length > 0 && searched.as === 'corrected')
    lines.push(`no match for '${text}'; showing '${plain(searched.text)}${searched.typing ? '*' : ''}'`);
  if (hits.length > 0 && searched.as === 'beginning')
    lines.push(`no match for '${text}'; showing what begins so`);
  if (ignored.length > 0)
    lines.push(`passed over, since no letter or digit is in it: ${plain(ignored.join(' '))}`);
  if (without.length > 0) lines.push(`not in ${without.join(' and ')}: they have no such field`);
  return lines;
}

function summary({ hits, before, counts, data, layout, text }: Found, total: number): string {
  const where = `in ${plain(data)} (${layout})`;
  if (total === 0) return `nothing found for '${text}' ${where}. Try fewer words, or a beginning: word*`;
  const parts = Object.entries(counts).map(([kind, count]) =>
    count === 1 ? `1 ${kind.slice(0, -1)}` : `${count === 0 ? 'no' : formatCount(count)} ${kind}`,
  );
  const range = hits.length === total ? '' : `${before + 1} to ${before + hits.length} of `;
  return hits.length === 0
    ? `no more of ${parts.join(' and ')} ${where}`
    : `${range}${parts.join(' and ')} ${where}`;
}

function nextCommand({ text, next }: Found, flags: SearchFlags): string {
  const words = [
    ...(flags.in === undefined ? [] : ['--in', flags.in.join(',')]),
    ...(flags.limit === SHOWN ? [] : ['--limit', String(flags.limit)]),
    ...(flags.typing ? ['--typing'] : []),
    ...(flags.data === undefined ? [] : ['--data', word(flags.data)]),
    ...(flags.layout === undefined ? [] : ['--layout', word(flags.layout)]),
    '--after',
    next,
    ...(text.startsWith('-') ? ['--'] : []),
    word(text),
  ];
  return `chinook-eval search ${words.join(' ')}`;
}
