import { resolve } from 'node:path';
import type { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';
import { screenOf } from '../render/colour.ts';
import { renderGate } from '../render/gate.ts';
import { renderRun } from '../render/terminal.ts';
import { exportRun } from '../report/export.ts';
import { writeFileAtomically } from '../report/write.ts';
import type { BenchFlags } from './bench-plan.ts';

/** The table; with a version or a baseline to compare with, what changed (the table is in the report). */
export function show(run: RunDocument, flags: BenchFlags, { stdout, env }: Streams): void {
  if (flags.json) {
    stdout.write(`${JSON.stringify(run, null, 2)}\n`);
    return;
  }
  const screen = screenOf(stdout, env);
  const parts = [
    ...(run.gate?.change ? [] : [renderRun(run, screen)]),
    ...(run.gate ? [renderGate(run.gate, screen)] : []),
  ];
  stdout.write(parts.join('\n'));
}

/** --export and --save-baseline. */
export async function writeExports(run: RunDocument, flags: BenchFlags, cwd: string): Promise<void> {
  for (const { format, path } of flags.export ?? [])
    await writeFileAtomically(resolve(cwd, path), exportRun(run, format));
  // A part of a run is no baseline: what it lacks would never be missed.
  if (flags.saveBaseline !== undefined && run.outcome === 'complete')
    await writeFileAtomically(resolve(cwd, flags.saveBaseline), exportRun({ ...run, gate: null }, 'json'));
}
