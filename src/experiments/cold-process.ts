import { readFileSync } from 'node:fs';
import { openLayout } from '../database/open.ts';
import type { Layout } from '../model/layout.ts';
import { serve } from '../process/serve.ts';
import { drawSubjects, FIRST_QUERIES, type Subject } from './cold/requests.ts';

export interface DrawRequest {
  readonly layout: Layout;
  readonly folder: string;
  readonly count: number;
}

export interface FirstRequest {
  readonly layout: Layout;
  readonly folder: string;
  /** The name of a first query. */
  readonly query: string;
  readonly subject: Subject;
}

export interface FirstResult {
  readonly openSeconds: number;
  readonly answerSeconds: number;
  /** Fetched from the storage, both together; null where the system does not count. */
  readonly readBytes: number | null;
}

function draw({ layout, folder, count }: DrawRequest): Subject[] {
  const open = openLayout(layout, folder);
  try {
    return drawSubjects(open, count);
  } finally {
    open.close();
  }
}

/** Opens the layout, asks once and closes it again: nothing of it is left in this process. */
function first({ layout, folder, query, subject }: FirstRequest): FirstResult {
  const { ask } = FIRST_QUERIES.find(({ name }) => name === query) ?? {};
  if (ask === undefined) throw new TypeError(`no query ${query}`);
  const read = readFromStorage();
  const start = performance.now();
  const open = openLayout(layout, folder);
  try {
    open.refuseWrites();
    const opened = performance.now();
    ask(open, subject);
    const answered = performance.now();
    const now = readFromStorage();
    return {
      openSeconds: (opened - start) / 1000,
      answerSeconds: (answered - opened) / 1000,
      readBytes: read === null || now === null ? null : now - read,
    };
  } finally {
    open.close();
  }
}

/** Bytes that this process caused to be fetched from the storage so far, page faults and read-ahead included. */
function readFromStorage(): number | null {
  try {
    const [, bytes] = /^read_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1')) ?? [];
    return bytes === undefined ? null : Number(bytes);
  } catch {
    return null;
  }
}

serve({ draw, first });
