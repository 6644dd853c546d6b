import { existsSync, realpathSync } from 'node:fs';
import { readDataFolder } from '../../database/data-folder.ts';
import { fileSystemOf } from '../../process/file-system.ts';
import { brief, plain } from '../../render/plain.ts';
import { machineAccounts } from './accounts.ts';
import { readAcls } from './acl.ts';
import { isClosed } from './compare-set.ts';
import { type AuditFacts, allFiles } from './facts.ts';
import { lookAtData } from './files.ts';
import { lookAtSets } from './look-at-sets.ts';
import { lookInto } from './look-into.ts';
import type { AuditRequest, OnProgress, Stopped } from './request.ts';
import { word } from './shell.ts';
import { parseUnit } from './unit.ts';

export interface Looked {
  readonly facts: AuditFacts;
  readonly notLooked: readonly { readonly what: string; readonly why: string }[];
  readonly stopped: Stopped | null;
}

/**
 * Looks at everything, and changes nothing.
 * @throws Failure: 2 no data folder, 4 damaged layout.json or manifest, 5 a folder that cannot be listed; Interrupted
 */
export async function look(
  request: AuditRequest,
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<Looked> {
  const { path, shown } = request;
  const data = readDataFolder(path, shown);
  const notLooked: { what: string; why: string }[] = [];
  const backups = await lookAtSets(request, signal, onProgress);
  // First all that reads files as bytes: closing one gives up the locks that this process holds on it.
  const files = lookAtData(data, shown, backups && existing(backups.path), signal);
  const looked = {
    data,
    shown: plain(shown),
    again: request.again ?? `chinook-eval audit --data ${word(shown)} --fix --execute`,
    policy: request.policy,
    accounts: machineAccounts(),
    files,
    backups,
  };
  const uid = process.geteuid?.() ?? null;
  const fileSystem = fileSystemOf(data.files);
  const unit = request.unit && parseUnit(request.unit.text, request.unit.shown);
  const facts = {
    ...looked,
    uid,
    fileSystem,
    unit,
    now: new Date(request.now),
    acls: null,
    contents: null,
    together: null,
  };
  const acls = await readAcls(allFiles(facts), signal);
  if (acls === null) notLooked.push({ what: 'access control lists', why: 'getfacl is not installed' });
  if (uid === null)
    notLooked.push({
      what: 'modes and owners',
      why: 'this system has none of the kind that policies speak of',
    });
  if (files.cut || backups?.files?.cut)
    notLooked.push({ what: 'some files', why: 'there are more, or deeper ones, than an audit looks at' });
  const closed = [...files.closed, ...(backups?.files?.closed ?? [])];
  if (closed.length > 0)
    notLooked.push({
      what: `what is in ${brief(closed.join(', '), 200)}`,
      why: 'no permission to list it: run this as root',
    });
  if (fileSystem === 'unknown')
    notLooked.push({ what: 'the type of the file system', why: 'the system does not tell' });
  if (backups === null) notLooked.push({ what: 'backups', why: 'name their folder with --backups' });
  const sets = backups?.list.good.length ?? 0;
  const compared = backups?.compared ?? null;
  if (backups !== null && sets > (compared === null ? 0 : 1))
    notLooked.push({
      what: `the contents of ${compared === null ? '' : 'older '}backup sets`,
      why: 'restore SET --drill compares and uses one',
    });
  const shut = compared?.unread.filter(isClosed) ?? [];
  if (shut.length > 0)
    notLooked.push({
      what: `what is in ${brief(shut.map(({ file }) => file).join(', '), 200)} of the newest backup set`,
      why: 'no permission to read it: run this as its owner or as root',
    });
  if (backups?.lastFailure === 'unread')
    notLooked.push({
      what: 'how the last backup went',
      why: 'no permission to read backup.log: run this as its owner or as root',
    });
  if (unit === null)
    notLooked.push({
      what: 'process and network isolation',
      why: "name the application's systemd unit with --unit",
    });
  const read = await lookInto(request, data, fileSystem, signal, onProgress);
  if (read.why !== null) notLooked.push({ what: 'contents of the databases', why: read.why });
  const together = read.contents?.together ?? null;
  if (read.contents !== null && together === null)
    notLooked.push({
      what: 'references across files, full-text indexes and vectors',
      why: 'a database is damaged',
    });
  if (together !== null && together.orphans === null)
    notLooked.push({
      what: 'references across files',
      why: 'the files were written all the time, so that no two could be read as of one moment',
    });
  return { facts: { ...facts, acls, contents: read.contents, together }, notLooked, stopped: read.stopped };
}

function existing(path: string): string | null {
  return existsSync(path) ? realpathSync(path) : null;
}
