import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFolder, findDataFolder, POINTER_FILE } from '../../database/data-folder.ts';
import { Failure } from '../../model/failure.ts';
import { targetsOf } from './targets.ts';
import { isSystemError } from './visit.ts';
import type { Watch } from './watch.ts';

/** Keeps a watch on the files that layout.json names: a migration switches them by replacing it. */
export class Follow {
  readonly #shown: string;
  #data: DataFolder;
  #stamp: string;

  constructor(data: DataFolder, shown: string) {
    this.#data = data;
    this.#shown = shown;
    this.#stamp = stampOf(data.path);
  }

  get data(): DataFolder {
    return this.#data;
  }

  /** Before a look. While layout.json cannot be read, for whatever reason, the files of before are watched on. */
  refresh(watch: Watch): void {
    const stamp = stampOf(this.#data.path);
    if (stamp === this.#stamp) return;
    try {
      const data = findDataFolder(this.#data.path, this.#shown);
      const { layout, files } = this.#data;
      this.#data = data;
      this.#stamp = stamp;
      if (data.files === files && JSON.stringify(data.layout) === JSON.stringify(layout)) return;
      watch.retarget(targetsOf(data).targets);
      watch.tell({
        event: 'layout-changed',
        level: 'info',
        message: `the data is in layout ${data.layout.name} now`,
        from: layout.name,
        to: data.layout.name,
      });
    } catch (error) {
      if (!(error instanceof Failure || isSystemError(error))) throw error;
    }
  }
}

/** Changes whenever layout.json is replaced or written to. */
function stampOf(folder: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(join(folder, POINTER_FILE));
    return `${ino} ${mtimeMs} ${size}`;
  } catch (error) {
    if (isSystemError(error)) return String(error.code);
    throw error;
  }
}
