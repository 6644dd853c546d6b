import { Option } from 'commander';
import type { ExportFormat } from '../report/export.ts';
import type { Define } from './index.ts';

interface ReportFlags {
  readonly format: ExportFormat;
  readonly out?: string;
  readonly terminal?: boolean;
}

/** What --out calls the file when it names a folder. */
const FILE_NAMES = {
  markdown: 'report.md',
  json: 'run.json',
  csv: 'results.csv',
  junit: 'junit.xml',
  benchmark: 'benchmark.json',
} as const;

export const define: Define = (program, streams) => {
  program
    .command('report')
    .description('make a report again from the run document of an earlier bench')
    .argument('<run>', 'a run.json, or the folder it is in')
    .addOption(
      new Option('--format <format>', 'what to make').choices(Object.keys(FILE_NAMES)).default('markdown'),
    )
    .addOption(new Option('--terminal', 'the table that bench prints').conflicts('format'))
    .option('--out <path>', 'write it to this file, or into this folder, instead of standard output')
    .action(async (path: string, flags: ReportFlags) => {
      const { resolve } = await import('node:path');
      const { loadRun, runFile } = await import('../report/load.ts');
      const run = loadRun(resolve(streams.cwd, path), path);
      const text = await textOf(flags);
      if (flags.out === undefined) {
        streams.stdout.write(text);
        return;
      }
      const { writeFileAtomically } = await import('../report/write.ts');
      const target = await targetOf(resolve(streams.cwd, flags.out), flags);
      const source = runFile(resolve(streams.cwd, path));
      if (target === source && (flags.terminal || flags.format !== 'json')) {
        const { Failure } = await import('../model/failure.ts');
        throw new Failure(`--out ${flags.out} is the run document itself. Name another file.`);
      }
      await writeFileAtomically(target, text);
      streams.stderr.write(`written: ${target}\n`);

      async function textOf({ format, terminal, out }: ReportFlags): Promise<string> {
        if (!terminal) return (await import('../report/export.ts')).exportRun(run, format);
        const { screenOf } = await import('../render/colour.ts');
        const { renderRun } = await import('../render/terminal.ts');
        const screen = screenOf(streams.stdout, streams.env);
        const shown = out === undefined ? screen : { ...screen, color: false };
        if (run.gate === null) return renderRun(run, shown);
        const { renderGate } = await import('../render/gate.ts');
        return `${renderRun(run, shown)}\n${renderGate(run.gate, shown)}`;
      }
    });
};

/** A folder that exists gets a file with the usual name of the format. */
async function targetOf(path: string, { format, terminal }: ReportFlags): Promise<string> {
  const { stat } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? join(path, terminal ? 'report.txt' : FILE_NAMES[format]) : path;
}
