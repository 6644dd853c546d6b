import { resolve } from 'node:path';
import { SCENARIOS } from '../../scenarios/index.ts';
import { checkPatterns, loadConfig } from '../config/load.ts';
import { LAYOUTS } from '../layouts/index.ts';
import { Failure } from '../model/failure.ts';
import type { Gate } from '../model/gate.ts';
import type { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';
import { checkWritable, writeFileAtomically } from '../process/write.ts';
import { screenOf } from '../render/colour.ts';
import { renderGate } from '../render/gate.ts';
import { benchmarkJson } from '../report/ci/benchmark.ts';
import { junitXml } from '../report/ci/junit.ts';
import { gateMarkdown } from '../report/gate-markdown.ts';
import { loadRun } from '../report/load.ts';
import { CONFIDENCE } from '../stats/judge.ts';
import { gateExit, gateOf, requireWhole, storedChange, withThreshold } from './bench-gate.ts';
import { tellCiOfGate } from './ci-output.ts';
import type { Export } from './options.ts';

export interface CompareFlags {
  /** A fraction. */
  readonly threshold?: number;
  readonly failOnRegression?: boolean;
  readonly allowForeign?: boolean;
  readonly config?: string;
  readonly export?: readonly Export[];
  readonly json?: boolean;
}

/** Two stored runs. What they cannot be compared in is exit 3, with or without --fail-on-regression. */
export async function compare(
  basePath: string,
  headPath: string,
  flags: CompareFlags,
  streams: Streams,
): Promise<number> {
  const { cwd, env, signal, stdout } = streams;
  const loaded = await loadConfig(flags.config, cwd, signal);
  const config =
    flags.threshold === undefined ? loaded.config : withThreshold(loaded.config, flags.threshold);
  const [base, head] = [basePath, headPath].map((path) => {
    const run = loadRun(resolve(cwd, path), path);
    requireWhole(run, path);
    return run;
  }) as [RunDocument, RunDocument];
  const named = [...SCENARIOS, ...base.scenarios, ...head.scenarios];
  checkPatterns(
    config,
    named.map(({ kind, name }) => `${kind}/${name}`),
    [...LAYOUTS, ...base.layouts, ...head.layouts].map(({ name }) => name),
  );
  for (const { format, path } of flags.export ?? []) {
    if (format === 'csv')
      throw new Failure('--export csv is of one run. Use json, markdown, junit or benchmark.');
    await checkWritable(resolve(cwd, path));
  }
  const labels = { base: basePath, head: headPath };
  const allowForeign = flags.allowForeign === true;
  // Neither run was measured until this comparison said something: one look.
  const change = storedChange({ base, head, labels, allowForeign, config, level: CONFIDENCE });
  // A comparison that exists is a gate, also without budgets.
  const gate = gateOf(head, change, config) as Gate;
  stdout.write(flags.json ? `${JSON.stringify(gate, null, 2)}\n` : renderGate(gate, screenOf(stdout, env)));
  for (const { format, path } of flags.export ?? [])
    await writeFileAtomically(resolve(cwd, path), textOf(format, gate, head));
  await tellCiOfGate(gate, streams);
  return gateExit(gate, flags.failOnRegression === true, config);
}

function textOf(format: Export['format'], gate: Gate, head: RunDocument): string {
  if (format === 'junit') return junitXml(gate, 'chinook-eval compare');
  if (format === 'benchmark') return benchmarkJson(head);
  return format === 'markdown' ? gateMarkdown(gate) : `${JSON.stringify(gate, null, 2)}\n`;
}
