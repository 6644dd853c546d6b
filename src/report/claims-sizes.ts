import type { LayoutResult, RunDocument } from '../model/run.ts';
import { memoryOf } from '../render/totals.ts';
import { formatBytes } from '../render/units.ts';
import { againstRange, type ClaimResult, notInRun } from './claims-result.ts';
import type { SizeFigure } from './document-figures.ts';

/** The document gives sizes as one round figure each ("50MB"), so a tenth on either side still counts as that. */
export const ROUNDING = 0.1;

/** What was found for a figure; `atMost` where more than what the document means is in it. */
type Found =
  | { readonly bytes: number; readonly how: string; readonly atMost?: boolean }
  | { readonly why: string };

export function sizeClaim(run: RunDocument, figure: SizeFigure): ClaimResult {
  const { section, subject, layout, predicted } = figure;
  const about = { section, subject, layout, unit: 'bytes', predicted } as const;
  const found = sizeOf(run, figure);
  if ('why' in found) return { ...about, measured: null, verdict: 'not measured', how: found.why };
  const measured = { low: found.bytes, high: found.bytes };
  const range = { low: predicted.low * (1 - ROUNDING), high: predicted.high * (1 + ROUNDING) };
  const verdict = againstRange(measured, range);
  const open = found.atMost === true && verdict !== 'below';
  return { ...about, measured, verdict: open ? 'not decided' : verdict, how: found.how };
}

function sizeOf(run: RunDocument, { layout, from }: SizeFigure): Found {
  if (from === 'part')
    return { why: 'a ceiling that is configured; what it fills cannot be told from the rest' };
  const found = run.layouts.find(({ name }) => name === layout);
  if (found === undefined) return { why: notInRun(layout) };
  switch (from) {
    case 'memory':
      return memorySize(run, layout);
    case 'opening':
      return openingSize(run, found);
    case 'shm':
      return shmSize(run, layout);
    case 'file':
      return fileSize(run, found);
  }
}

function memorySize(run: RunDocument, layout: string): Found {
  if (run.options.filter !== null || run.options.quick)
    return { why: 'only part of the scenarios, or small data, was replayed' };
  const use = memoryOf(run, layout);
  if (use === undefined) return { why: 'memory could not be measured' };
  return {
    bytes: use.addedBytes,
    how: `${use.measure} memory added between before opening and after the replay`,
  };
}

/** Connections take memory when they are opened: handles, schemas, extensions; their page caches fill later. */
function openingSize(run: RunDocument, { name, databases }: LayoutResult): Found {
  const memory = run.memory.find((one) => one.layout === name);
  if (memory?.status !== 'measured') return { why: 'memory could not be measured' };
  const { beforeOpen, afterOpen } = memory;
  const isPrivate = beforeOpen.privateBytes !== null && afterOpen.privateBytes !== null;
  const bytes = isPrivate
    ? (afterOpen.privateBytes ?? 0) - (beforeOpen.privateBytes ?? 0)
    : afterOpen.residentBytes - beforeOpen.residentBytes;
  if (bytes <= 0) return { why: 'opening took less memory than can be told from noise' };
  const atMost = databases.some(({ file }) => file === ':memory:');
  const also = atMost
    ? '; the rows of the database in memory are in it, so it is the most that it can be'
    : '';
  const how = `${isPrivate ? 'private' : 'resident'} memory added by opening: connections, schema, extension${also}`;
  return { bytes, how, atMost };
}

function shmSize(run: RunDocument, layout: string): Found {
  const wal = run.wal.find((one) => one.layout === layout);
  const bytes = wal?.status === 'measured' ? wal.databases[0]?.shmBytes : undefined;
  if (bytes === undefined || bytes === null) return { why: 'the run has no size of it' };
  return { bytes, how: 'largest size of the file while writes were replayed' };
}

function fileSize({ options: { scale, sizeBytes } }: RunDocument, { databases }: LayoutResult): Found {
  const bytes = databases[0]?.bytes;
  if (bytes === undefined || bytes === null) return { why: 'there is no file' };
  const chosen = sizeBytes === null ? `by --scale ${scale}` : `to be about ${formatBytes(sizeBytes)}`;
  return { bytes, how: `size of the file, which was chosen for this run, ${chosen}` };
}
