import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { three } from '../../../src/layouts/index.ts';
import { main } from '../../../src/main.ts';
import type { AuditReport } from '../../../src/operations/audit/report.ts';
import { recordedStreams } from '../../support/streams.ts';
import { dataMaker } from './data.ts';

export const makeData = await dataMaker(three);

/** Where tests run, folders above, the file system (often in memory) and its default access lists are what they are. */
const QUIET = { checks: { parents: 'off', 'file-system': 'off', acl: 'off' } };

export async function run(cwd: string, ...words: string[]) {
  writeFileSync(join(cwd, 'policy.json'), JSON.stringify(QUIET));
  const policy = words.includes('--policy') ? [] : ['--policy', 'policy.json'];
  const { streams, out, err } = recordedStreams({ cwd });
  const code = await main(['audit', ...policy, ...words], streams);
  return { code, out: out(), err: err() };
}

export async function report(cwd: string, ...words: string[]): Promise<AuditReport & { code: number }> {
  const { code, out, err } = await run(cwd, '--json', ...words);
  assert.notEqual(out, '', err);
  return { ...(JSON.parse(out) as AuditReport), code };
}

export const told = ({ findings }: AuditReport, check: string) =>
  findings
    .filter((one) => one.check === check)
    .map(({ severity, where, what }) => `${severity} ${where} ${what}`);

export function open(cwd: string, file: string): Database.Database {
  const db = new Database(join(cwd, 'data', file), { fileMustExist: true });
  sqliteVec.load(db);
  return db;
}
