import type { Command } from 'commander';
import { EXIT, Failure } from '../model/failure.ts';
import type { SeedInfo } from '../model/seed.ts';
import type { Streams } from '../model/streams.ts';
import type { Define } from './index.ts';

/** chinook-eval seed info | download */
export const define: Define = (program, streams, done) => {
  const seed = program
    .command('seed')
    .description('the source data: look at a Chinook file, or fetch the official one');
  defineInfo(seed, streams, done);
  defineDownload(seed, streams, done);
};

function defineInfo(seed: Command, streams: Streams, done: (exitCode: number) => void): void {
  seed
    .command('info')
    .description('check a seed and print its name, form, SHA-256 and rows')
    .argument(
      '[file]',
      'a Chinook SQLite file or SQL script (default: CHINOOK_SEED, else the built-in catalogue)',
    )
    .option('--seed <file>', 'the same as the argument; "built-in" for the built-in catalogue')
    .option('--json', 'print JSON')
    .action(async (file: string | undefined, options: { seed?: string; json?: boolean }) => {
      if (file !== undefined && options.seed !== undefined && file !== options.seed) {
        throw new Failure('two seeds are named. Give the file once: as the argument or with --seed.');
      }
      const info = await inspect(file ?? options.seed, streams);
      streams.stdout.write(options.json ? `${JSON.stringify(info, null, 2)}\n` : describe(info));
      done(EXIT.fine);
    });
}

function defineDownload(seed: Command, streams: Streams, done: (exitCode: number) => void): void {
  seed
    .command('download')
    .description('fetch the official Chinook file (1 MB, pinned by commit and SHA-256) and print its path')
    .option('--to <folder>', 'where to put it (default: the cache folder of the user)')
    .addHelpText(
      'after',
      '\nCHINOOK_SEED_URL names another address of the same file, such as a mirror; the SHA-256 stays the same.',
    )
    .action(async (options: { to?: string }) => {
      const path = await download(options.to, streams);
      streams.stdout.write(`${path}\n`);
      streams.stderr.write(`use it: chinook-eval bench --seed ${path}\n`);
      done(EXIT.fine);
    });
}

/** Imports the seed into a store that is thrown away: what passes here passes everywhere. */
async function inspect(flag: string | undefined, streams: Streams): Promise<SeedInfo> {
  const { join } = await import('node:path');
  const { chooseSeed } = await import('../seed/choose.ts');
  const { importSeed } = await import('../seed/import.ts');
  const { privateFolder } = await import('../seed/private-folder.ts');
  const source = chooseSeed(flag, streams.env, streams.cwd);
  const folder = await privateFolder('chinook-eval-info-');
  try {
    return await importSeed(source, join(folder.path, 'seed.store'), { signal: streams.signal });
  } finally {
    await folder.remove();
  }
}

async function download(to: string | undefined, streams: Streams): Promise<string> {
  const { resolve } = await import('node:path');
  const { cacheFolder, downloadSeed } = await import('../seed/download.ts');
  const url = streams.env.CHINOOK_SEED_URL;
  const { stderr } = streams;
  if (to?.trim() === '')
    throw new Failure('--to is empty. Give a folder, or leave it out for the cache folder.');
  try {
    const { path } = await downloadSeed({
      cacheFolder: to === undefined ? cacheFolder(streams.env) : resolve(streams.cwd, to),
      ...(url ? { url } : {}),
      signal: streams.signal,
      onProgress: (bytes, total) => {
        if (stderr.isTTY) stderr.write(`\r${bytes}${total === undefined ? '' : ` of ${total}`} bytes`);
      },
    });
    return path;
  } finally {
    // Clears the line of the progress.
    if (stderr.isTTY) stderr.write('\r\u001b[K');
  }
}

function describe(info: SeedInfo): string {
  const lines: (readonly [string, string])[] = [
    ['name', info.name],
    ['form', info.form],
    ['official', info.official ? 'yes' : 'no'],
    ['sha256', info.sha256],
    ['bytes', info.bytes.toLocaleString('en')],
    ...Object.entries(info.rows).map(([table, rows]) => [table, rows.toLocaleString('en')] as const),
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  const isRow = (label: string) => label in info.rows;
  return lines
    .map(([label, value]) => `${label.padEnd(width)}  ${isRow(label) ? value.padStart(6) : value}\n`)
    .join('');
}
