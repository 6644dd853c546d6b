import type { Threshold } from '../model/budget.ts';
import type { Change, ChangeRow, ChangeSide, FigureChange, Level, TimeChange } from '../model/gate.ts';
import type { RunDocument } from '../model/run.ts';
import type { Judged, ScenarioResult, Trial } from '../model/run-trials.ts';
import { verdictOf } from '../stats/judge.ts';
import { compareFigures, compareLayouts, type FigureLevels, levelOf } from './figures.ts';
import type { Foreign } from './fingerprint.ts';

/** Head against base on one layout, judged among all others. */
export interface JudgedTime {
  readonly scenario: string;
  readonly layout: string;
  readonly judged: Judged;
}

export interface ChangeRequest {
  readonly base: RunDocument;
  readonly head: RunDocument;
  readonly labels: { readonly base: string; readonly head: string };
  readonly pairing: Change['pairing'];
  /** What forbids to compare times, or everything; of runs that alternated, nothing. */
  readonly foreign: readonly Foreign[];
  /** Compare what does not depend on the machine all the same. */
  readonly allowForeign: boolean;
  readonly times: readonly JudgedTime[];
  /** Scenarios of base that head does not know, where base was asked for head's only. */
  readonly onlyBase?: readonly string[];
  readonly thresholdOf: (scenario: string) => Threshold;
  /** The error allowed to one verdict: 1 - the level of the intervals. */
  readonly alpha: number;
  readonly figures: FigureLevels;
}

/** How head differs from base, row by row. What the rows mean together is for the gate to say. */
export function describeChange(request: ChangeRequest): Omit<Change, 'outcome'> {
  const { base, head, foreign, allowForeign, pairing } = request;
  const comparable =
    foreign.length === 0 || (allowForeign && foreign.every(({ forbids }) => forbids === 'times'));
  const names = (run: RunDocument) => [
    ...run.scenarios.map(({ kind, name }) => `${kind}/${name}`),
    ...run.layouts.map(({ name }) => `layout ${name}`),
  ];
  const [inBase, inHead] = [names(base), names(head)];
  return {
    base: sideOf(base, request.labels.base, pairing),
    head: sideOf(head, request.labels.head, pairing),
    pairing,
    foreign: foreign.map(({ what, base, head }) => ({ what, base, head })),
    rows: comparable ? [...scenarioRows(request), ...layoutRows(request)] : [],
    onlyBase: [...inBase.filter((name) => !inHead.includes(name)), ...(request.onlyBase ?? [])],
    onlyHead: inHead.filter((name) => !inBase.includes(name)),
  };
}

function sideOf(run: RunDocument, label: string, pairing: Change['pairing']): ChangeSide {
  const { tool, environment, id } = run;
  return {
    label,
    run: pairing === 'stored' ? id : null,
    commit: tool.commit,
    version: tool.version,
    node: environment.node,
    sqlite: environment.sqlite,
  };
}

function scenarioRows(request: ChangeRequest): ChangeRow[] {
  const { base, head } = request;
  return head.scenarios.flatMap((scenario) => {
    const other = base.scenarios.find(({ kind, name }) => kind === scenario.kind && name === scenario.name);
    if (other === undefined) return [];
    return scenario.trials.flatMap((trial) => {
      const before = other.trials.find(({ layout }) => layout === trial.layout);
      return before ? [scenarioRow(request, scenario, trial, other, before)] : [];
    });
  });
}

function scenarioRow(
  request: ChangeRequest,
  scenario: ScenarioResult,
  head: Trial,
  other: ScenarioResult,
  base: Trial,
): ChangeRow {
  const about = { kind: scenario.kind, scenario: scenario.name, layout: head.layout };
  const none = { time: null, figures: [], figuresEqual: 0 };
  if (head.status === 'failed' || base.status === 'failed') {
    const [side, reason] = head.status === 'failed' ? ['head', head.reason] : ['base', failure(base)];
    // Head cannot do what base could: a regression. What base could not and head can was not compared: worth a look. Of
    // what neither can, nothing is known.
    const level = head.status === 'measured' ? 'warn' : base.status === 'measured' ? 'fail' : 'open';
    return { ...about, ...none, whyNoTime: `${side} failed: ${reason}`, level };
  }
  const compared = compareFigures(base.figures, head.figures);
  if (scenario.digest !== other.digest)
    compared.changes.push({
      figure: 'results',
      unit: 'text',
      base: other.digest?.slice(0, 12) ?? null,
      head: scenario.digest?.slice(0, 12) ?? null,
      effect: 'changed',
    });
  const figures = leveled(compared.changes, request.figures);
  const time = timeOf(request, scenario, head);
  const threshold = request.thresholdOf(`${scenario.kind}/${scenario.name}`);
  const levels = [
    ...figures.map(({ level }) => level),
    ...(time ? [timeLevel(time, threshold, request.alpha)] : []),
  ];
  // A time that should be there and is not leaves the row open; a foreign machine's is not looked for, and that of other
  // results is told of by them.
  const alike = scenario.digest === other.digest;
  if (time === null && request.foreign.length === 0 && (alike || figures.length === 0)) levels.push('open');
  // So do figures that one side alone could not give.
  if ((head.figures === null) !== (base.figures === null)) levels.push('open');
  return {
    ...about,
    time,
    whyNoTime: time ? null : whyNoTime(request, scenario, other),
    figures,
    figuresEqual: compared.equal + (alike ? 1 : 0),
    level: worst(levels),
  };
}

function failure(trial: Trial): string {
  return trial.status === 'failed' ? trial.reason : '';
}

function whyNoTime({ foreign }: ChangeRequest, scenario: ScenarioResult, other: ScenarioResult): string {
  if (foreign.length > 0) return `measured elsewhere (${foreign.map(({ what }) => what).join(', ')})`;
  if (scenario.digest !== other.digest) return 'the results differ: other work, no speed is compared';
  return 'one of the runs has no reference query beside it';
}

function timeOf(request: ChangeRequest, scenario: ScenarioResult, head: Trial): TimeChange | null {
  const found = request.times.find((one) => one.scenario === scenario.name && one.layout === head.layout);
  if (found === undefined || request.foreign.length > 0 || head.status === 'failed') return null;
  const { medianSeconds, meanSeconds } = head.summary;
  const headSeconds = scenario.writes ? meanSeconds : medianSeconds;
  // What base takes at the speed that the machine had for head: beside it, or by way of the reference query.
  return { ...found.judged, headSeconds, baseSeconds: headSeconds / found.judged.ratio };
}

/** Beyond the limit that fails, beyond the one that warns, or not decided as to either. */
function timeLevel(time: TimeChange, { warn }: Threshold, alpha: number): Level {
  if (time.verdict === 'slower') return 'fail';
  // Open as to faster alone: it is not slower by more than the threshold, and that is what a gate asks.
  if (time.verdict === 'inconclusive')
    return time.interval !== null && time.interval.high <= 1 + time.threshold ? 'pass' : 'open';
  if (warn === null || time.verdict === 'faster') return 'pass';
  const verdict = verdictOf(time.interval, time.adjustedP, warn, time.floor, alpha);
  return verdict === 'slower' ? 'warn' : 'pass';
}

/** Sizes and PRAGMAs of each layout as a whole. */
function layoutRows({ base, head, figures }: ChangeRequest): ChangeRow[] {
  return head.layouts.flatMap((layout) => {
    const other = base.layouts.find(({ name }) => name === layout.name);
    if (other === undefined) return [];
    const compared = compareLayouts(other, layout);
    const changed = leveled(compared.changes, figures);
    const about = { kind: null, scenario: null, layout: layout.name, time: null, whyNoTime: null };
    return [
      {
        ...about,
        figures: changed,
        figuresEqual: compared.equal,
        level: worst(changed.map(({ level }) => level)),
      },
    ];
  });
}

function leveled(changes: readonly Omit<FigureChange, 'level'>[], levels: FigureLevels): FigureChange[] {
  return changes.flatMap((change) => {
    const level = levelOf(change, levels);
    return level === null ? [] : [{ ...change, level }];
  });
}

const WORST_FIRST: readonly Level[] = ['fail', 'open', 'warn', 'pass'];

function worst(levels: readonly Level[]): Level {
  return WORST_FIRST.find((level) => levels.includes(level)) ?? 'pass';
}
