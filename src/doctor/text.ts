import type { ChalkInstance } from 'chalk';
import { palette, type Screen } from '../render/colour.ts';
import { plain, wrap } from '../render/plain.ts';
import { formatPercent } from '../render/units.ts';
import { countOf, type Diagnosis, smallestEffectOf } from './diagnosis.ts';
import { type Finding, LEVELS, type Level } from './finding.ts';

const WORDS: Readonly<Record<Level, string>> = { ok: 'ok', note: 'note', warn: 'warning', fail: 'unfit' };
const LEVEL_WIDTH = Math.max(...Object.values(WORDS).map((word) => word.length)) + 2;

/** The findings, worst first, each with its advice below it; then the verdict. Ends with a line break. */
export function renderDiagnosis(diagnosis: Diagnosis, screen: Screen): string {
  const colours = palette(screen.color);
  const worstFirst = LEVELS.toReversed().flatMap((level) =>
    diagnosis.findings.filter((one) => one.level === level),
  );
  const checkWidth = Math.max(...worstFirst.map(({ check }) => check.length)) + 2;
  const lines = worstFirst.flatMap((finding) => findingLines(finding, checkWidth, screen.width, colours));
  const level = LEVELS.findLast((one) => countOf(diagnosis.findings, one) > 0) ?? 'ok';
  return `${[...lines, '', paint(level, colours)(wrap(verdict(diagnosis), screen.width, '  '))].join('\n')}\n`;
}

function findingLines(finding: Finding, checkWidth: number, width: number, colours: ChalkInstance): string[] {
  const { level, check, found, advice } = finding;
  const room = width - LEVEL_WIDTH - checkWidth;
  const indent = ' '.repeat(LEVEL_WIDTH + checkWidth);
  const [first = '', ...more] = wrap(plain(found), room).split('\n');
  const advised = advice === null ? [] : wrap(`advice: ${plain(advice)}`, room, '  ').split('\n');
  return [
    `${paint(level, colours)(WORDS[level].padEnd(LEVEL_WIDTH))}${check.replaceAll('-', ' ').padEnd(checkWidth)}${first}`,
    ...[...more, ...advised].map((line) => indent + line),
  ];
}

/** One line that answers: fit to measure, or why not, and how small a change can be shown. */
export function verdict({ findings, fit }: Diagnosis): string {
  if (!fit) {
    const reasons = findings.filter(({ level }) => level === 'fail').map(({ found }) => plain(found));
    return `not fit: ${reasons.join('; ')}`;
  }
  const warnings = countOf(findings, 'warn');
  const effect = smallestEffectOf(findings);
  const shown =
    effect === null
      ? 'how small a change can be shown was not measured'
      : `differences from ${formatPercent(effect)} on can be shown`;
  const answer =
    warnings === 0 ? 'fit to measure' : `fit, with ${warnings} warning${warnings === 1 ? '' : 's'}`;
  return `${answer}: ${shown}`;
}

function paint(level: Level, colours: ChalkInstance): (text: string) => string {
  if (level === 'fail') return colours.red;
  if (level === 'warn') return colours.yellow;
  return level === 'note' ? colours.dim : colours.green;
}
