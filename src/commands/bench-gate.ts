import { resolve } from 'node:path';
import type { BenchResult } from '../bench/run.ts';
import { looksOf, type Patience } from '../bench/schedule.ts';
import { type Config, settingsFor } from '../config/load.ts';
import { describeChange } from '../gate/change.ts';
import { type GateEnd, gateEnd } from '../gate/exit.ts';
import { type Foreign, foreignParts } from '../gate/fingerprint.ts';
import { concludeChange, makeGate } from '../gate/gate.ts';
import { judgeStored } from '../gate/stored.ts';
import { EXIT, type ExitCode, Failure } from '../model/failure.ts';
import type { Change, Gate } from '../model/gate.ts';
import type { RunDocument } from '../model/run.ts';
import { loadRun } from '../report/load.ts';
import { CONFIDENCE, levelPerLook } from '../stats/judge.ts';

/** A run stored earlier. A missing or damaged one is told before anything is measured. @throws Failure (exit 3) */
export function loadBaseline(path: string, cwd: string): RunDocument {
  try {
    return loadRun(resolve(cwd, path), path);
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
}

/** Two runs that did not alternate. */
export function storedChange({ base, head, labels, allowForeign, config }: StoredRequest): Change {
  const foreign: Foreign[] = foreignParts(base, head);
  const thresholdOf = (name: string) => settingsFor(config, name, '').threshold;
  const times =
    foreign.length > 0
      ? []
      : judgeStored(base, head, ({ kind, name }) => thresholdOf(`${kind}/${name}`).fail);
  const change = describeChange({
    base,
    head,
    labels,
    pairing: 'stored',
    foreign,
    allowForeign,
    times,
    thresholdOf,
    alpha: 1 - CONFIDENCE,
    figures: config.figures,
  });
  return concludeChange(change, config.inconclusive);
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
    foreign: [],
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
  const budgetsFor = (scenario: string, layout: string) => settingsFor(config, scenario, layout).budgets;
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

/** --threshold beats the file, also in what that says of single scenarios. @param fail as a fraction */
export function withThreshold(config: Config, fail: number): Config {
  const rules = config.rules.map((rule) => ({ ...rule, threshold: null }));
  return { ...config, rules, threshold: { warn: null, fail } };
}
