// Imports a folder with a map, each vector in a transaction of its own, and stands still on the way, to be killed there.
//   node import-slowly.ts DATA MUSIC MAP
import { readDataFolder } from '../../../src/database/data-folder.ts';
import { openLayout } from '../../../src/database/open.ts';
import { findAudio } from '../../../src/search/audio/find-files.ts';
import { importAudio } from '../../../src/search/audio/import.ts';
import { readMap } from '../../../src/search/audio/map-file.ts';

const [data = '', music = '', map = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const { layout, files, path } = readDataFolder(data, data);
await importAudio({
  session: openLayout(layout, files),
  dataFolder: path,
  found: await findAudio(music, signal),
  map: readMap(map, map, music),
  shownMap: map,
  workers: 1,
  replace: true,
  signal,
  batch: 1,
  onProgress: (doing, fraction) => {
    if (doing !== 'importing' || fraction < 0.4) return;
    process.stdout.write('part of it is done\n', () => {});
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
