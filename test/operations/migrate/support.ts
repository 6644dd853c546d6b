import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { buildLayout } from '../../../src/database/build.ts';
import { pointerTo, readDataFolder } from '../../../src/database/data-folder.ts';
import { datasetDigest } from '../../../src/database/digest.ts';
import { openLayout } from '../../../src/database/open.ts';
import { single } from '../../../src/layouts/index.ts';
import { main } from '../../../src/main.ts';
import type { Layout } from '../../../src/model/layout.ts';
import { FAULT_VARIABLE, forgetSteps } from '../../../src/operations/faults.ts';
import { lockHolder } from '../../../src/operations/lock.ts';
import { seedStore, TemporaryFolder } from '../../support/dataset.ts';
import { recordedStreams } from '../../support/streams.ts';

const program = fileURLToPath(new URL('./cli-process.ts', import.meta.url));

/** A data folder of which each test takes a copy. */
export class DataFolders {
  readonly #folder = new TemporaryFolder();
  #count = 0;

  static async of(layout: Layout = single): Promise<DataFolders> {
    const folders = new DataFolders();
    const place = join(folders.#folder.path, 'made');
    mkdirSync(place);
    buildLayout({ layout, seedStore: await seedStore(folders.#folder.path), scale: 1, folder: place });
    writeFileSync(join(place, 'layout.json'), JSON.stringify({ ...pointerTo(layout), scale: 1 }));
    return folders;
  }

  /** The folder to run in; its `data` is the copy. */
  copy(change?: (db: Database.Database) => void): string {
    const cwd = join(this.#folder.path, String(this.#count++));
    cpSync(join(this.#folder.path, 'made'), join(cwd, 'data'), { recursive: true });
    if (change) {
      const db = new Database(join(cwd, 'data', 'database.sqlite'));
      db.unsafeMode(true);
      change(db);
      db.close();
    }
    return cwd;
  }
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** In this process; with a fault, also in its children. */
export async function run(cwd: string, words: string, fault?: string): Promise<Ended> {
  const recorded = recordedStreams({ cwd });
  forgetSteps();
  if (fault) process.env[FAULT_VARIABLE] = fault;
  try {
    const code = await main(words.split(' '), recorded.streams);
    return { code, out: recorded.out(), err: recorded.err() };
  } finally {
    delete process.env[FAULT_VARIABLE];
  }
}

/** In a process of its own. */
export function start(cwd: string, words: string, fault = '', before: readonly string[] = []) {
  const command = [
    ...before,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    program,
    ...words.split(' '),
  ];
  const [file = '', ...rest] = command;
  const child = spawn(file, rest, {
    cwd,
    env: { ...process.env, [FAULT_VARIABLE]: fault },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, out, err }));
  return { child, ended };
}

/** Children of a killed program notice and end; they hold the folder until then. */
export async function untilFree(data: string): Promise<void> {
  while (lockHolder(data) !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Or until the one that should make it has ended without. */
export async function untilThere(file: string, child: ChildProcess): Promise<void> {
  while (!existsSync(file) && child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

/** What is in the data folder, its sub-folders included; stamps of the time left out. */
export function names(data: string): string[] {
  return readdirSync(data, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(/\d{8}T\d{6}/g, 'T'))
    .sort();
}

/** Every file below a folder with the digest of its content and its mode: for "nothing has changed". */
export function contents(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    files.map((name) => {
      const path = join(folder, name);
      const { mode } = statSync(path);
      return [
        name,
        `${mode} ${statSync(path).isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''}`,
      ];
    }),
  );
}

export function digest(data: string): string {
  const { layout, files } = readDataFolder(data, 'data');
  const open = openLayout(layout, files);
  try {
    return datasetDigest(open);
  } finally {
    open.close();
  }
}

export function layoutName(data: string): string {
  return readDataFolder(data, 'data').layout.name;
}

/** The folder below `data` whose name begins so. */
export function below(data: string, beginning: string): string {
  const found = readdirSync(data).find((name) => name.startsWith(beginning));
  if (found === undefined) throw new Error(`nothing in ${data} begins with ${beginning}`);
  return join(data, found);
}
