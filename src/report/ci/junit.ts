import type { BudgetResult, ChangeRow, Gate } from '../../model/gate.ts';
import { budgetName, budgetText, budgetWords } from '../../render/gate-budgets.ts';
import { rowName, scenarioRows } from '../../render/gate-rows.ts';
import { notComparable, rowWord, rowWords } from '../../render/gate-words.ts';
import { plain } from '../../render/plain.ts';
import { rowMessage } from './annotations.ts';
import { type Element, xml } from './xml.ts';

type Result = 'passed' | 'failure' | 'skipped';

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly result: Result;
  /** Of a failure: slower, worse, inconclusive, ... */
  readonly type: string;
  readonly message: string;
  /** Empty where the message says all. */
  readonly details: string;
  readonly properties: Readonly<Record<string, string | number>>;
}

/**
 * The gate as JUnit XML, which most CI systems show: a suite per kind of scenario, one of figures of layouts, one of
 * budgets. What fails is a failure; what is not decided too, where that is what the gate ends on, and is skipped otherwise. JUnit
 * knows no warning: what only warns passes, with its words as output. No `time` attributes: readers take them for
 * how long a test took.
 * @param name of the whole, such as "chinook-eval"
 */
export function junitXml(gate: Gate, name: string): string {
  const rows = gate.change?.rows ?? [];
  const kinds = Map.groupBy(scenarioRows(rows), ({ kind }) => kind ?? '');
  const suites: [string, readonly Case[]][] = [
    ['environment', environmentCases(gate)],
    ...[...kinds].map(([kind, ofKind]): [string, Case[]] => [kind, ofKind.map((row) => rowCase(gate, row))]),
    ['layouts', rows.filter(({ scenario }) => scenario === null).map((row) => rowCase(gate, row))],
    ['budgets', gate.budgets.map((budget) => budgetCase(gate, budget))],
  ];
  const filled = suites.filter(([, cases]) => cases.length > 0);
  const root: Element = {
    name: 'testsuites',
    attributes: { name: plain(name), ...counts(filled.flatMap(([, cases]) => cases)) },
    children: filled.map(([suite, cases]) => ({
      name: 'testsuite',
      attributes: { name: plain(suite), ...counts(cases) },
      children: cases.map(caseElement),
    })),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml(root)}\n`;
}

function counts(cases: readonly Case[]): Record<string, number> {
  const having = (result: Result) => cases.filter((one) => one.result === result).length;
  return { tests: cases.length, failures: having('failure'), errors: 0, skipped: having('skipped') };
}

function resultOf(gate: Gate, level: ChangeRow['level']): Result {
  if (level === 'fail') return 'failure';
  if (level !== 'open') return 'passed';
  return gate.outcome === 'inconclusive' ? 'failure' : 'skipped';
}

function rowCase(gate: Gate, row: ChangeRow): Case {
  const { kind, scenario, layout, time, level, figures, figuresEqual } = row;
  const [first = '', ...details] = rowMessage(row);
  const nothing =
    scenario !== null && time === null && figures.length + figuresEqual === 0 && level === 'pass';
  const properties = time && {
    ratio: time.ratio,
    ...(time.interval && { 'interval.low': time.interval.low, 'interval.high': time.interval.high }),
    verdict: time.verdict,
  };
  return {
    classname: scenario === null ? 'layouts' : plain(kind ?? ''),
    name: plain(scenario === null ? rowName(row) : `${scenario} [${layout}]`),
    result: nothing ? 'skipped' : resultOf(gate, level),
    type: level === 'open' ? 'inconclusive' : rowWord(row),
    message: [rowWords(row), first].filter((part) => part !== '').join(': '),
    details: details.join('\n'),
    properties: properties ?? {},
  };
}

function budgetCase(gate: Gate, budget: BudgetResult): Case {
  const { level, limit, value } = budget;
  return {
    classname: 'budgets',
    name: budgetName(budget),
    result: resultOf(gate, level),
    type: level === 'open' ? 'inconclusive' : 'budget',
    message: `${budgetWords(budget)}: ${budgetText(budget)}`,
    details: '',
    properties: { limit, ...(value === null ? {} : { value }) },
  };
}

function environmentCases(gate: Gate): Case[] {
  if (gate.outcome !== 'not-comparable') return [];
  const { why, wayOut } = notComparable(gate);
  const message = `not comparable: ${why}`;
  const type = 'not-comparable';
  return [
    {
      classname: 'environment',
      name: 'comparable',
      result: 'failure',
      type,
      message,
      details: wayOut,
      properties: {},
    },
  ];
}

function caseElement({ classname, name, result, type, message, details, properties }: Case): Element {
  const list = Object.entries(properties).map(([key, value]) => ({
    name: 'property',
    attributes: { name: key, value: typeof value === 'number' ? Number(value.toPrecision(6)) : value },
  }));
  const said = details === '' ? message : `${message}\n${details}`;
  const outcome: Record<Result, Element[]> = {
    failure: [{ name: 'failure', attributes: { message, type }, text: said }],
    skipped: [{ name: 'skipped', attributes: { message } }],
    passed: [{ name: 'system-out', attributes: {}, text: said }],
  };
  return {
    name: 'testcase',
    attributes: { classname, name },
    children: [
      ...(list.length > 0 ? [{ name: 'properties', attributes: {}, children: list }] : []),
      ...outcome[result],
    ],
  };
}
