import { resolve } from 'node:path';
import type { BenchResult } from '../bench/run.ts';
import { looksOf, type Patience } from '../bench/schedule.ts';
import { type Config, settingsFor } from '../config/load.ts';
import { describeChange } from '../gate/change.ts';
import { type GateEnd, gateEnd } from '../gate/exit.ts';
import { dataParts, type Foreign, foreignParts } from '../gate/fingerprint.ts';
import { concludeChange, makeGate } from '../gate/gate.ts';
import { judgeStored } from '../gate/stored.ts';
import { EXIT, type ExitCode, Failure } from '../model/failure.ts';
import type { Change, Gate } from '../model/gate.ts';
import type { RunDocument } from '../model/run.ts';
import type { ScenarioKind } from '../model/scenario.ts';
import { loadRun } from '../report/load.ts';
import { levelPerLook } from '../stats/judge.ts';
import { scenarioFilter } from './filter.ts';

/** A run stored earlier. A missing or damaged one is told before anything is measured. @throws Failure (exit 3) */
export function loadBaseline(path: string, cwd: string): RunDocument {
  try {
    const run = loadRun(resolve(cwd, path), path);
    requireWhole(run, path);
    return run;
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.usage) throw error;
    throw new Failure(`${error.message} Make one with --save-baseline.`, EXIT.incomplete, { cause: error });
  }
}

export interface StoredRequest {
  readonly base: RunDocument;
  readonly head: RunDocument;
  readonly labels: { readonly base: string; readonly head: string };
  readonly allowForeign: boolean;
  readonly config: Config;
  /** Of the intervals: of one look, where head is measured until this comparison is decided. */
  readonly level: number;
}

/** Two runs that did not alternate. */
export function storedChange(request: StoredRequest): Change {
  const { base: whole, head, labels, allowForeign, config, level } = request;
  const base = asFiltered(whole, head.options.filter);
  const foreign: Foreign[] = foreignParts(base, head);
  const thresholdOf = (name: string) => settingsFor(config, name, '').threshold;
  const times =
    foreign.length > 0
      ? []
      : judgeStored(base, head, ({ kind, name }) => thresholdOf(`${kind}/${name}`).fail, level);
  const change = describeChange({
    base,
    head,
    labels,
    pairing: 'stored',
    foreign,
    allowForeign,
    times,
    thresholdOf,
    alpha: 1 - level,
    figures: config.figures,
  });
  return concludeChange(change, config.inconclusive);
}

/** What head was not asked for is not missed. */
function asFiltered(base: RunDocument, filter: string | null): RunDocument {
  if (filter === null) return base;
  const chooses = scenarioFilter(filter);
  const scenarios = base.scenarios.filter(({ kind, name }) => chooses({ kind: kind as ScenarioKind, name }));
  return { ...base, scenarios };
}

/** @throws Failure (exit 3): what an interrupted run has not measured would never be missed */
export function requireWhole(run: RunDocument, label: string): void {
  if (run.outcome === 'interrupted')
    throw new Failure(
      `${label} is of a run that was interrupted: what it lacks would never be missed. Run bench again.`,
      EXIT.incomplete,
    );
}

/** Head and base of one run, measured in turns. */
export function alternatingChange(
  { run, base, changes }: BenchResult & { readonly base: RunDocument },
  labels: StoredRequest['labels'],
  patience: Patience,
  onlyBase: readonly string[],
  config: Config,
): Change {
  const change = describeChange({
    base,
    head: run,
    labels,
    pairing: 'alternating',
    // Other data, other work: neither times nor figures of it compare.
    foreign: dataParts(base, run),
    allowForeign: false,
    times: changes,
    onlyBase,
    thresholdOf: (name) => settingsFor(config, name, '').threshold,
    alpha: 1 - levelPerLook(looksOf(patience)),
    figures: config.figures,
  });
  return concludeChange(change, config.inconclusive);
}

export function gateOf(run: RunDocument, change: Change | null, config: Config): Gate | null {
  // Limits are meant for the data and the patience of a full run.
  const budgetsFor = (scenario: string, layout: string) =>
    run.options.quick ? [] : settingsFor(config, scenario, layout).budgets;
  return makeGate(run, change, budgetsFor, config.inconclusive);
}

const EXIT_OF: Readonly<Record<GateEnd, ExitCode>> = {
  fine: EXIT.fine,
  failed: EXIT.gate,
  inconclusive: EXIT.integrity,
  'not-comparable': EXIT.incomplete,
};

export function gateExit(gate: Gate | null, failOnRegression: boolean, { inconclusive }: Config): ExitCode {
  return EXIT_OF[gateEnd(gate, { failOnRegression, inconclusive })];
}

/** Scenarios with a row or a budget that a gate has left open: measuring longer can decide them. */
export function undecidedIn(gate: Gate | null): ReadonlySet<string> {
  const rows = [...(gate?.change?.rows ?? []), ...(gate?.budgets ?? [])];
  return new Set(
    rows.flatMap(({ level, scenario }) => (level === 'open' && scenario !== null ? [scenario] : [])),
  );
}

/** --threshold beats the file, also in what that says of single scenarios. @param fail as a fraction */
export function withThreshold(config: Config, fail: number): Config {
  const rules = config.rules.map((rule) => ({ ...rule, threshold: null }));
  return { ...config, rules, threshold: { warn: null, fail } };
}
