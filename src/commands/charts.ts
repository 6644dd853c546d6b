import { resolve } from 'node:path';
import type { DataFolder } from '../database/data-folder.ts';
import { three } from '../layouts/index.ts';
import type { SystemChart } from '../model/chart.ts';
import type { Layout } from '../model/layout.ts';
import type { Streams } from '../model/streams.ts';

/** Whose last results colour the charts of operations. */
export interface ChartsOf {
  readonly data: DataFolder;
  /** What the user calls it. */
  readonly shown: string;
  readonly backups: string | undefined;
}

/**
 * What the systems of sections 5 to 8 say of themselves. Of a data folder with how they last went there: its migration, its
 * backups, its audit (without reading what is in the databases); else of the document's three databases, as they would.
 */
export async function systemCharts(
  of: ChartsOf | undefined,
  { cwd, signal }: Pick<Streams, 'cwd' | 'signal'>,
): Promise<readonly SystemChart[]> {
  const layout = of?.data.layout ?? three;
  return [
    ...(await searchCharts()),
    ...(await migrationCharts(of)),
    await backupChartOf(layout, of, cwd),
    ...(await auditCharts(layout, of, cwd, signal)),
    (await import('../operations/monitor/chart.ts')).monitorChart(layout),
  ];
}

async function searchCharts(): Promise<readonly SystemChart[]> {
  const { textSearchChart } = await import('../search/text/chart.ts');
  const { vectorSearchChart } = await import('../search/vectors/chart.ts');
  const { AUDIO_PARTS } = await import('../search/audio/parts.ts');
  return [textSearchChart(), vectorSearchChart(AUDIO_PARTS)];
}

async function migrationCharts(of: ChartsOf | undefined): Promise<readonly SystemChart[]> {
  const { migrationChart, rollbackChart } = await import('../operations/migrate/chart.ts');
  const { readJournal } = await import('../operations/migrate/journal.ts');
  const journal = of && readJournal(of.data.path, of.shown);
  return [migrationChart(journal), rollbackChart(journal)];
}

async function backupChartOf(layout: Layout, of: ChartsOf | undefined, cwd: string): Promise<SystemChart> {
  const { backupChart } = await import('../operations/backup/chart.ts');
  const { readLog } = await import('../operations/backup/log.ts');
  const { sameFolder } = await import('../operations/backup/same-folder.ts');
  if (of?.backups === undefined) return backupChart({ layout });
  const isOurs = sameFolder(of.data.path);
  // One folder may hold the sets of several data folders; lines of older versions do not say whose they are.
  const log = (await readLog(resolve(cwd, of.backups))).filter(
    ({ source }) => source === undefined || isOurs(source),
  );
  return backupChart({ layout, log });
}

async function auditCharts(
  layout: Layout,
  of: ChartsOf | undefined,
  cwd: string,
  signal: AbortSignal,
): Promise<readonly SystemChart[]> {
  const { permissionChart } = await import('../operations/audit/permission-chart.ts');
  const { isolationChart } = await import('../operations/audit/isolation-chart.ts');
  const { DOCUMENT_POLICY } = await import('../operations/audit/policy.ts');
  if (of === undefined) return [permissionChart(layout, DOCUMENT_POLICY, null), isolationChart(layout, null)];
  const { withAuditor } = await import('../operations/audit/audit.ts');
  const { defaultPolicy } = await import('../operations/audit/default-policy.ts');
  const policy = defaultPolicy(of.data.path);
  const { backups } = of;
  const request = {
    path: of.data.path,
    shown: of.shown,
    policy,
    backups: backups === undefined ? null : { path: resolve(cwd, backups), shown: backups },
    unit: null,
    work: null,
    waitSeconds: 0,
    now: Date.now(),
  };
  const report = await withAuditor(
    signal,
    () => {},
    (auditor) => auditor.audit(request),
  );
  return [permissionChart(layout, policy, report), isolationChart(layout, report)];
}
