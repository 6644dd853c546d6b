import type { ChalkInstance } from 'chalk';
import type { Change, Gate } from '../model/gate.ts';
import { layoutNames, scenarioRows, thresholds } from './gate-rows.ts';
import { sideText, versionsText } from './gate-words.ts';
import { fold } from './log-line.ts';
import { formatCount, formatLevel } from './units.ts';

/** "head (3f2c1a9) against main (a71be02), alternating, 22 scenarios, threshold 2 %"; budgets alone have no sides. */
export function headerText({ change, budgets }: Gate): string {
  if (change === null) return `${counted(budgets.length, 'budget')}, nothing to compare with`;
  return [
    `${sideText(change.head)} against ${sideText(change.base)}`,
    change.pairing === 'alternating' ? 'alternating' : 'two stored runs',
    countsText(change),
    thresholdText(change),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** What is to be known before the first figure is read. */
export function headerNotes({ change }: Gate): readonly string[] {
  if (change === null) return [];
  const versions = versionsText(change);
  return [
    ...(change.pairing === 'stored' && change.rows.some(({ time }) => time !== null)
      ? ['the runs were measured apart: times are compared relative to the reference query of each']
      : []),
    ...(versions === '' ? [] : [`programs changed too: ${versions}`]),
  ];
}

export function headerLines(gate: Gate, width: number, colours: ChalkInstance): string {
  return [
    colours.bold(fold(headerText(gate), width, '  ')),
    ...headerNotes(gate).map((note) => fold(note, width, '  ')),
  ].join('\n');
}

function countsText({ rows }: Change): string {
  const ofScenarios = scenarioRows(rows);
  const scenarios = new Set(ofScenarios.map(({ kind, scenario }) => JSON.stringify([kind, scenario]))).size;
  const layouts = layoutNames(ofScenarios).length;
  return counted(scenarios, 'scenario') + (layouts > 1 ? ` on ${layouts} layouts` : '');
}

function thresholdText(change: Change): string {
  const all = thresholds(change);
  const [least, most] = [all[0], all.at(-1)];
  if (least === undefined || most === undefined) return '';
  return all.length === 1
    ? `threshold ${formatLevel(least)}`
    : `thresholds ${formatLevel(least)} to ${formatLevel(most)}`;
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}
