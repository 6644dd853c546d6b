import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { POINTER_FILE, readDataFolder } from '../database/data-folder.ts';
import { layoutFiles } from '../database/files.ts';
import { EXIT } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import {
  CONFIGURATION_FORMATS,
  type ConfigurationFormat,
  configuration,
} from '../operations/migrate/configuration.ts';
import type { ChangedRows } from '../operations/rollback/changed-rows.ts';
import type { RollbackOutcome } from '../operations/rollback/request.ts';
import { rollback } from '../operations/rollback/run.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { formatCount } from '../render/units.ts';
import { namedData } from './data.ts';
import { refuseNetwork } from './work-folder.ts';

export interface RollbackFlags {
  readonly data?: string;
  readonly execute?: boolean;
  readonly rows: boolean;
  readonly configFormat: ConfigurationFormat;
  readonly json?: boolean;
}

export async function rollbackAction(flags: RollbackFlags, streams: Streams): Promise<number> {
  const { cwd, signal, stdout, stderr } = streams;
  const { path, shown } = folderOf(flags, cwd);
  const progress = new ProgressLine(stderr);
  try {
    const outcome = await rollback({
      path,
      shown,
      execute: flags.execute ?? false,
      rows: flags.rows,
      signal,
      onProgress: (doing, fraction) => progress.show(`comparing  ${progressBar(fraction)}  ${doing}`),
      say: (line) => {
        progress.clear();
        stderr.write(`chinook-eval: ${line}\n`);
      },
    });
    progress.clear();
    stdout.write(flags.json ? json(outcome) : describe(outcome, shown, flags));
    return EXIT.fine;
  } finally {
    progress.clear();
  }
}

/** The files that layout.json names may be the very thing that is broken: the folder is enough. */
function folderOf({ data }: RollbackFlags, cwd: string): { path: string; shown: string } {
  if (data !== undefined && existsSync(resolve(cwd, data, POINTER_FILE))) {
    const path = resolve(cwd, data);
    refuseNetwork(path, '--data');
    return { path, shown: data };
  }
  const found = namedData(data === undefined ? {} : { data }, cwd);
  return { path: readDataFolder(found.data.path, found.shown).path, shown: found.shown };
}

function json(outcome: RollbackOutcome): string {
  const configurations =
    outcome.kind === 'rolled-back'
      ? {
          configuration: Object.fromEntries(
            CONFIGURATION_FORMATS.map((format) => [
              format,
              configuration(format, outcome.layout, outcome.files),
            ]),
          ),
        }
      : {};
  return `${JSON.stringify({ ...outcome, ...configurations }, null, 2)}\n`;
}

function describe(
  outcome: RollbackOutcome,
  shown: string,
  { configFormat, rows: looked }: RollbackFlags,
): string {
  const again = `do it: chinook-eval rollback --data ${plain(shown)}${looked ? '' : ' --no-rows'} --execute`;
  if (outcome.kind === 'nothing') return `${outcome.why}: nothing to undo.\n`;
  const { journal, done } = outcome;
  if (outcome.kind === 'unfinished')
    return done
      ? `The unfinished migration to ${journal.to.name} is undone: ${journal.folder} and ${journal.backup} are removed; ${plain(shown)} is of layout ${journal.from.name} as before.\n`
      : `${plain(shown)} is of layout ${journal.from.name}; an unfinished migration to ${journal.to.name} would be undone by removing ${journal.folder} and ${journal.backup}.\n${again}\n`;
  const { changed, layout, files, fromCopies, kept } = outcome;
  const lines = [
    done
      ? `${plain(shown)} is of layout ${layout.name} again, with the files of before the migration, the same to the byte.`
      : `${plain(shown)}: ${journal.to.name} -> ${layout.name}. This is the plan; nothing was changed.`,
    fromCopies
      ? `The old files were written to after the migration, so their copies in ${journal.backup} take their place.`
      : '',
    ...(changed === null
      ? [`Rows written since the migration were not looked for; they are in ${journal.folder} alone.`]
      : changedRows(changed, kept === null ? null : plain(join(shown, kept)))),
    ...places(outcome, shown),
    done
      ? `\nRestart the application with these connections:\n\n${configuration(configFormat, layout, files).trimEnd()}`
      : again,
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function changedRows({ added, changed, removed, byTable }: ChangedRows, kept: string | null): string[] {
  if (byTable.length === 0) return ['No row was written since the migration.'];
  const counts = (one: Pick<ChangedRows, 'added' | 'changed' | 'removed'>) =>
    `${formatCount(one.added)} added, ${formatCount(one.changed)} changed, ${formatCount(one.removed)} removed`;
  return [
    `Rows written since the migration: ${counts({ added, changed, removed })}${kept === null ? '; they would be kept in a file' : `; each is in ${kept}`}.`,
    ...byTable.map((one) => `  ${plain(one.table)} in ${plain(one.in)}: ${counts(one)}`),
  ];
}

/** Which folder the data are in, and what nobody reads any more: of the old files and their copies one is in use. */
function places(
  { journal, done, changed, fromCopies, kept }: Extract<RollbackOutcome, { kind: 'rolled-back' }>,
  shown: string,
): string[] {
  const old = layoutFiles(journal.before, journal.from).map((file) => plain(join(shown, file)));
  const copies = plain(join(shown, journal.backup));
  const fresh = plain(join(shown, journal.folder));
  const used = fromCopies
    ? `in ${copies}`
    : `the files ${old.join(', ')}`.replace(/^the files ([^,]*)$/, 'the file $1');
  const unused = [fresh, ...(fromCopies ? old : [copies])].join(', ');
  if (!done) return [`The data in use would be ${used}; ${unused} would stay as they are.`];
  // Where nobody looked for rows written since, what is left behind is the only place that has them.
  const first = changed === null ? 'it' : kept && plain(join(shown, kept));
  return [
    `The data in use are ${used}: keep that.`,
    `No longer wanted${first === null ? '' : `, once you have what you need of ${first}`}: ${unused}.`,
  ];
}
