import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freshCopy } from '../database/folders.ts';
import type { ExperimentRow, ExperimentTable, Hypothesis } from '../model/experiment.ts';
import type { Layout } from '../model/layout.ts';
import { Child } from '../process/child.ts';
import { formatSeconds } from '../render/units.ts';
import { backedUp, inspectCopies, pairsCrossFiles, whyNoPairs } from './backup-skew/pairs.ts';
import { BACKUP_WAYS, type BackupWay } from './backup-skew/ways.ts';
import type { WriterRequest, WriterResult } from './backup-skew-process.ts';
import { defineExperiment, type ExperimentContext, NotRunnable, placements } from './experiment.ts';

const PERIOD_SECONDS = 0.002;
/** A writer that gets nothing done for so long never will. */
const QUIET_SECONDS = 60;
/** So much longer than without a backup, and a writer's wait is called a delay (ours). */
const DELAY_SECONDS = 0.02;
/** The writer has the machine for itself so long before each backup: what it waits then is not of the backup. */
const BEFORE_SECONDS = 0.2;

interface Arm extends ExperimentRow {
  readonly way: BackupWay;
}

export default defineExperiment({
  name: 'backup-skew',
  question: 'Do backups of several files, made while something writes, fit together?',
  shows:
    'rows of which a set of copies has one half, how long the writer waits, and whether backup() ends at all',
  doesNotShow: 'what a backup of a machine that crashes is worth, or copying over a network',
  run: async (context) => {
    const layouts = placements(context.layouts);
    const usable = layouts.filter((one) => whyNoPairs(one) === null);
    if (usable.length === 0) throw new NotRunnable(layouts.map((one) => whyNoPairs(one)).join('; '));
    const rows: Arm[] = [];
    for (const [index, layout] of usable.entries())
      rows.push(
        ...(await backupsOf(layout, context, (doing, fraction) =>
          context.onProgress(`${layout.name}: ${doing}`, (index + fraction) / usable.length),
        )),
      );
    return {
      conditions: [
        `A process writes ${1 / PERIOD_SECONDS} pairs of rows per second, one row into activity_log and one into chinook_invoices: in one transaction where one connection sees both, else in two.`,
        'Between two files a backup waits for one more commit, as it would on a file that takes longer to copy.',
        ...(usable.some(({ databases }) => databases.some(({ file }) => file === ':memory:'))
          ? ['A :memory: database is in no backup.']
          : []),
      ],
      tables: [armsTable(rows), summaryTable(usable, rows)],
      series: [],
      hypotheses: hypotheses(usable, rows),
      notRun: layouts.flatMap((one) => {
        const reason = whyNoPairs(one);
        return reason === null ? [] : [{ what: one.name, reason }];
      }),
    };
  },
});

async function backupsOf(
  layout: Layout,
  { built, work, signal, quick }: ExperimentContext,
  onProgress: (doing: string, fraction: number) => void,
): Promise<Arm[]> {
  const copy = await freshCopy(layout, await built(layout), work);
  let latest = 0;
  const child = new Child('src/experiments/backup-skew-process', {
    signal,
    onProgress: (_, number) => {
      latest = number;
    },
  });
  const advance = async () => {
    const until = performance.now() + QUIET_SECONDS * 1000;
    for (const before = latest; latest <= before; ) {
      if (signal.aborted) return;
      if (performance.now() > until) {
        // One that has ended says why when it is asked.
        await child.request('delays', null, 5);
        throw new Error(`${layout.name}: the writer could not write for ${QUIET_SECONDS} s`);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  try {
    const request: WriterRequest = { layout, folder: copy.folder, periodSeconds: PERIOD_SECONDS };
    await child.request('start', request, 60);
    const arms: Arm[] = [];
    for (const [index, way] of BACKUP_WAYS.entries()) {
      onProgress(way.arm, index / BACKUP_WAYS.length);
      await new Promise((resolve) => setTimeout(resolve, BEFORE_SECONDS * 1000));
      const undisturbed = await child.request<WriterResult>('delays', null, 60);
      const folder = await mkdtemp(join(work, 'set-'));
      const target = ({ name }: { readonly name: string }) => join(folder, `${name}.sqlite`);
      const started = performance.now();
      const outcome = await way.run({
        folder: copy.folder,
        databases: backedUp(layout),
        target,
        between: advance,
        deadlineSeconds: quick ? 1.5 : 8,
        signal,
      });
      const seconds = (performance.now() - started) / 1000;
      const late = await child.request<WriterResult>('delays', null, 60);
      const state = outcome.finished ? inspectCopies(layout, target) : null;
      arms.push({
        way,
        layout: layout.name,
        arm: way.arm,
        figures: {
          skewed: state?.skewed ?? null,
          intact: state?.intact ?? null,
          files: backedUp(layout).length,
          seconds: outcome.finished ? seconds : null,
          pause: late.delaySeconds.at(-1) ?? null,
          usual: undisturbed.delaySeconds.at(-1) ?? null,
          restarts: outcome.restarts,
        },
        note: outcome.finished
          ? null
          : `had not ended after ${formatSeconds(seconds)}: it began again whenever something was written`,
      });
      await rm(folder, { recursive: true, force: true });
    }
    await child.request('stop', null, 60);
    return arms;
  } finally {
    await child.end();
    await copy.remove();
  }
}

function armsTable(rows: readonly Arm[]): ExperimentTable {
  return {
    title: 'Backups under a constant writer',
    columns: [
      { key: 'skewed', label: 'pairs torn apart', unit: 'count', better: 'lower' },
      { key: 'intact', label: 'copies intact', unit: 'count', better: 'higher' },
      { key: 'files', label: 'of', unit: 'count', better: null },
      { key: 'seconds', label: 'took', unit: 'seconds', better: 'lower' },
      { key: 'pause', label: 'longest wait of the writer', unit: 'seconds', better: 'lower' },
      { key: 'usual', label: 'without a backup', unit: 'seconds', better: 'lower' },
      { key: 'restarts', label: 'restarts', unit: 'count', better: 'lower' },
    ],
    rows: rows.map(({ way: _, ...row }) => row),
  };
}

/** One row per layout, for the verdict: what a naive set of copies loses, and what it costs to lose nothing. */
function summaryTable(layouts: readonly Layout[], rows: readonly Arm[]): ExperimentTable {
  return {
    title: 'backup',
    columns: [
      { key: 'naive', label: 'pairs torn apart by the worst naive backup', unit: 'count', better: 'lower' },
      { key: 'coordinated', label: 'by the coordinated snapshot', unit: 'count', better: 'lower' },
      { key: 'pause', label: 'longest wait of the writer in that', unit: 'seconds', better: 'lower' },
    ],
    rows: layouts.map(({ name }) => {
      const own = rows.filter(({ layout }) => layout === name);
      const naive = own.flatMap(({ way, figures }) => (way.coordinated ? [] : (figures.skewed ?? [])));
      const coordinated = own.find(({ way }) => way.coordinated);
      return {
        layout: name,
        arm: '',
        figures: {
          naive: naive.length === 0 ? null : Math.max(...naive),
          coordinated: coordinated?.figures.skewed ?? null,
          pause: coordinated?.figures.pause ?? null,
        },
        note: null,
      };
    }),
  };
}

function hypotheses(layouts: readonly Layout[], rows: readonly Arm[]): Hypothesis[] {
  const several = layouts.filter(pairsCrossFiles).map(({ name }) => name);
  const naive = rows.filter(({ way, layout }) => !way.coordinated && several.includes(String(layout)));
  const torn = naive.filter(({ figures }) => (figures.skewed ?? 0) > 0);
  const looked = naive.filter(({ figures }) => figures.skewed !== null);
  const coordinated = rows.filter(({ way, layout }) => way.coordinated && several.includes(String(layout)));
  const unfinished = rows.filter(({ figures, way }) => way === BACKUP_WAYS[0] && figures.seconds === null);
  const restarted = rows.filter(({ figures }) => (figures.restarts ?? 0) > 0);
  const list = (some: readonly Arm[]) =>
    some.map(({ layout, arm, figures }) => `${layout}, ${arm}: ${figures.skewed}`).join('; ');
  return [
    {
      claim: 'Copies of several files made one after the other do not fit together while something writes.',
      source:
        'sqlite.org/backup.html speaks of one file; evaluation document 7.2 backs up one database beside the other',
      outcome: looked.length === 0 ? 'not measured' : torn.length > 0 ? 'confirmed' : 'refuted',
      because:
        looked.length === 0
          ? 'no layout that puts the pairs in two files was backed up naively to the end'
          : `pairs torn apart: ${list(looked)}`,
    },
    snapshotHypothesis(coordinated),
    {
      claim: 'backup() begins again when another connection writes.',
      source: 'sqlite.org/backup.html, sqlite3_backup_step',
      outcome: restarted.length > 0 || unfinished.length > 0 ? 'confirmed' : 'not decided',
      because: rows
        .filter(({ figures }) => typeof figures.restarts === 'number')
        .map(
          ({ layout, figures: { restarts, seconds } }) =>
            `${layout}: ${restarts} restarts, ${typeof seconds === 'number' ? `ended after ${formatSeconds(seconds)}` : 'not ended'}`,
        )
        .join('; '),
    },
  ];
}

/** Of layouts that have something to tear. One delay on a shared machine proves nothing: then it is not decided. */
function snapshotHypothesis(coordinated: readonly Arm[]): Hypothesis {
  const broken = coordinated.some(({ figures }) => figures.skewed !== 0 || figures.intact !== figures.files);
  const delayed = coordinated.some(
    ({ figures: { pause, usual } }) => (pause ?? Number.POSITIVE_INFINITY) > (usual ?? 0) + DELAY_SECONDS,
  );
  const wait = (one: number | null | undefined) =>
    typeof one === 'number' ? formatSeconds(one) : 'not known';
  const measured = broken ? 'refuted' : delayed ? 'not decided' : 'confirmed';
  return {
    claim: `A snapshot of all files under one short lock tears nothing apart and delays the writer by less than ${formatSeconds(DELAY_SECONDS)}.`,
    source: 'sqlite.org/isolation.html: a read transaction keeps its moment; the bound is ours',
    outcome: coordinated.length === 0 ? 'not measured' : measured,
    because:
      coordinated.length === 0
        ? 'no layout puts the pairs in two files'
        : coordinated
            .map(
              ({ layout, figures: { skewed, pause, usual } }) =>
                `${layout}: ${skewed ?? 'not known how many'} torn apart, longest wait ${wait(pause)}, without a backup ${wait(usual)}`,
            )
            .join('; '),
  };
}
