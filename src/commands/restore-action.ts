import { existsSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { type RestoreResult, restore } from '../operations/restore/restore.ts';
import type { RestoreRequest } from '../operations/restore/run.ts';
import { RESTORE_STEPS } from '../operations/restore/steps.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { renderTable } from '../render/table.ts';
import { formatBytes, formatSeconds } from '../render/units.ts';
import { type DrilledScenario, drillScenarios } from './drill-scenarios.ts';
import { makeWorkFolder, refuseNetwork } from './work-folder.ts';

export interface RestoreFlags {
  readonly from: string;
  readonly to?: string;
  readonly drill?: boolean;
  readonly json?: boolean;
}

export async function restoreSet(
  set: string | undefined,
  flags: RestoreFlags,
  streams: Streams,
): Promise<number> {
  const { cwd, stderr, signal } = streams;
  if (flags.drill && flags.to !== undefined)
    throw new Failure('--drill restores into a temporary folder. Leave out --to, or --drill.');
  for (const option of ['from', 'to'] as const)
    if (flags[option] === '') throw new Failure(`--${option} is empty. Name a folder.`);
  const progress = new ProgressLine(stderr);
  const request = {
    from: resolve(cwd, flags.from),
    shown: flags.from,
    ...(set === undefined ? {} : { set }),
    signal,
    onProgress: (doing: string, fraction: number) =>
      progress.show(`restore  ${progressBar(fraction)}  ${doing}`),
    onNote: (line: string) => {
      progress.clear();
      stderr.write(`chinook-eval: ${plain(line)}\n`);
    },
  };
  try {
    if (flags.drill) return await drill(request, flags, streams, progress);
    const shownTo = flags.to ?? 'data';
    const asked = resolve(cwd, shownTo);
    const to = existsSync(asked) ? realpathSync(asked) : asked;
    refuseNetwork(to, '--to');
    const result = await restore({ ...request, to, shownTo, named: flags.to !== undefined });
    progress.clear();
    tell(result, shownTo, flags, streams);
    return EXIT.fine;
  } finally {
    progress.clear();
  }
}

/** A backup that was never restored is a hope: this restores it, uses it, and throws it away. */
async function drill(
  request: Omit<RestoreRequest, 'to' | 'shownTo' | 'named'>,
  { json }: RestoreFlags,
  { cwd, stdout, stderr, signal }: Streams,
  progress: ProgressLine,
): Promise<number> {
  const work = makeWorkFolder(undefined, cwd);
  try {
    const started = performance.now();
    const to = join(realpathSync(work.path), 'data');
    const result = await restore({
      ...request,
      ...{ to, shownTo: 'the temporary folder (TMPDIR)', named: true },
      elsewhere: 'set TMPDIR to a folder with more',
    });
    const { scenarios, drifted } = drillScenarios(to, signal);
    const recoverySeconds = (performance.now() - started) / 1000;
    progress.clear();
    for (const table of drifted)
      stderr.write(
        `chinook-eval: the full-text index ${table} does not say what its table does, as in the backup. chinook-eval audit --fix makes it anew\n`,
      );
    const { label, bytes, createdAt } = result.set;
    if (json)
      stdout.write(
        `${JSON.stringify({ label, createdAt: new Date(createdAt).toISOString(), bytes, recoverySeconds, restoreSeconds: result.seconds, steps: result.steps, scenarios, drifted }, null, 2)}\n`,
      );
    else stdout.write(drillText(result, scenarios, recoverySeconds));
    return EXIT.fine;
  } finally {
    work.remove();
  }
}

function drillText(
  { set, steps }: RestoreResult,
  scenarios: readonly DrilledScenario[],
  seconds: number,
): string {
  const columns = [
    { heading: '', align: 'left' },
    { heading: '', align: 'right' },
  ] as const;
  const title = (name: string) => RESTORE_STEPS.find((one) => one.name === name)?.title ?? name;
  const rows = [
    ...steps.map((one) => [`  ${title(one.name)}`, formatSeconds(one.seconds ?? 0)]),
    ...scenarios.map((one) => [`  scenario ${one.name}, ${one.calls} calls`, formatSeconds(one.seconds)]),
  ];
  const table = renderTable(columns, rows).split('\n').slice(1).join('\n');
  return `recovery in ${formatSeconds(seconds)}: set ${set.label}, ${formatBytes(set.bytes)}, restored, checked, in use\n${table}\nnothing of it is left; to restore for good, leave out --drill\n`;
}

function tell(
  result: RestoreResult,
  shownTo: string,
  { json }: RestoreFlags,
  { stdout, cwd }: Streams,
): void {
  const { set, to, folder, previous, previousIsWhole, seconds, steps } = result;
  const { label, bytes, createdAt, manifest } = set;
  const at = new Date(createdAt).toISOString();
  if (json) {
    stdout.write(
      `${JSON.stringify({ label, createdAt: at, bytes, to, folder, previous, previousIsWhole, seconds, layout: manifest.pointer.layout.name, steps }, null, 2)}\n`,
    );
    return;
  }
  const where = plain(relative(cwd, resolve(cwd, shownTo)) || '.');
  const lines = [
    `set ${label} (${at}, ${formatBytes(bytes)}, layout ${manifest.pointer.layout.name}) is restored in ${where}, checked, in ${formatSeconds(seconds)}`,
    `  files    ${join(where, folder)}`,
    ...(previous === null
      ? []
      : [
          `  before   ${join(where, previous)}: ${previousIsWhole ? 'a data folder in itself' : 'what was there, with its damaged layout.json'}; remove it when it is no longer wanted`,
        ]),
  ];
  stdout.write(`${lines.join('\n')}\n`);
}
