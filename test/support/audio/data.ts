import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { readDataFolder } from '../../../src/database/data-folder.ts';
import { openLayout } from '../../../src/database/open.ts';
import { main } from '../../../src/main.ts';
import { findAudio } from '../../../src/search/audio/find-files.ts';
import { type ImportRequest, importAudio } from '../../../src/search/audio/import.ts';
import { readMap } from '../../../src/search/audio/map-file.ts';
import { TemporaryFolder } from '../dataset.ts';
import { recordedStreams } from '../streams.ts';
import { clip, TIMBRES } from './synth.ts';
import { type WavTags, wavFile } from './wav.ts';

/** Songs in the music folder; each is of one track. */
export const SONGS = 6;

const folder = new TemporaryFolder();
const built = join(folder.path, 'built');
export const music = join(folder.path, 'music');
let copies = 0;

/** Builds the data and writes the music, once a test file. @returns the tags of the songs */
export async function prepare(): Promise<Required<WavTags>[]> {
  const recorded = recordedStreams({ cwd: folder.path });
  const words = ['build', '--layout', 'three', '--scale', '1', '--out', 'built'];
  assert.equal(await main(words, recorded.streams), 0, recorded.err());
  const db = new Database(join(built, 'chinook.sqlite'));
  const tags = db
    .prepare(
      `SELECT min(t.name) AS title, min(ar.name) AS artist, min(al.title) AS album FROM chinook_tracks t
       JOIN chinook_albums al ON al.id = t.album_id JOIN chinook_artists ar ON ar.id = al.artist_id
       GROUP BY lower(t.name), al.id HAVING count(*) = 1 ORDER BY min(t.id) LIMIT ?`,
    )
    .all(SONGS) as Required<WavTags>[];
  db.close();
  mkdirSync(join(music, 'cd 1'), { recursive: true });
  for (const [index, song] of tags.entries())
    writeFileSync(join(music, index < 3 ? 'cd 1' : '', `${index}.wav`), wav(index, song));
  return tags;
}

/** A second of music, stereo, another for each number. */
export function wav(index: number, tagged?: WavTags): Buffer {
  const piece = clip(TIMBRES[index % TIMBRES.length] ?? 'organ', index, { seconds: 1, rate: 16_000 });
  return wavFile([piece, piece], { rate: 16_000, ...(tagged === undefined ? {} : { tags: tagged }) });
}

/** A folder with a copy of the data, in `data`, for one test. */
export function freshData(): string {
  const path = join(folder.path, String(copies++));
  cpSync(built, join(path, 'data'), { recursive: true });
  return path;
}

export function database(cwd: string): Database.Database {
  const db = new Database(join(cwd, 'data', 'chinook.sqlite'));
  sqliteVec.load(db);
  return db;
}

/** Every row of track_vectors. */
export function vectors(cwd: string): { id: number; embedding: Buffer; genre: number; model: string }[] {
  const db = database(cwd);
  const rows = db
    .prepare(
      'SELECT track_id AS id, embedding, genre_id AS genre, model FROM track_vectors ORDER BY track_id',
    )
    .all() as ReturnType<typeof vectors>;
  db.close();
  return rows;
}

/** The vectors command in a folder. */
export async function run(cwd: string, ...words: string[]) {
  const recorded = recordedStreams({ cwd });
  const code = await main(['vectors', ...words], recorded.streams);
  return { code, out: recorded.out(), err: recorded.err() };
}

/** importAudio with the map of all songs, in a data folder. */
export async function importing(cwd: string, more: Partial<ImportRequest> = {}, from = music) {
  const { layout, files, path } = readDataFolder(join(cwd, 'data'), 'data');
  const session = openLayout(layout, files);
  const signal = more.signal ?? new AbortController().signal;
  try {
    const found = await findAudio(from, signal);
    const lines = found.files.map(({ name }, index) => `"${name}",${index + 1}\n`);
    writeFileSync(join(cwd, 'map.csv'), `file,track_id\n${lines.join('')}`);
    const map = readMap(join(cwd, 'map.csv'), 'map.csv', from);
    const request = { session, dataFolder: path, found, map, shownMap: 'map.csv', workers: 2, replace: true };
    return await importAudio({ ...request, signal, ...more });
  } finally {
    session.close();
  }
}
