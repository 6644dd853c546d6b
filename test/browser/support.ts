import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installedBrowsers, namedBrowser, variableProblem } from '../../src/browser/find.ts';
import { packagedChromium } from '../../src/browser/packaged.ts';
import { TemporaryFolder } from '../support/dataset.ts';

/** For the option `skip` of tests that take a browser. */
export const NO_BROWSER =
  variableProblem(process.env, process.cwd()) ??
  (namedBrowser(undefined, process.env, process.cwd()) ||
  installedBrowsers(process.env).length > 0 ||
  packagedChromium()
    ? false
    : 'no Chrome or Chromium here, and the package @sparticuz/chromium is not installed');

/** A script in the place of a browser; for POSIX. */
export function script(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Has profiles lie in a folder of this test, and tells whether anything is left of them. */
export class ProfileFolder {
  readonly path = join(new TemporaryFolder().path, 'profiles');

  constructor() {
    mkdirSync(this.path);
    process.env.TMPDIR = this.path;
  }

  /** Processes whose command line names the folder: browsers with a profile in it. */
  processes(): string[] {
    if (process.platform !== 'linux') return [];
    return readdirSync('/proc').filter((id) => {
      try {
        return /^\d+$/.test(id) && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(this.path);
      } catch {
        return false;
      }
    });
  }

  async assertNothingLeft(): Promise<void> {
    // A killed process is not gone at once.
    for (let round = 0; round < 100 && this.processes().length > 0; round++) await sleep(50);
    assert.deepEqual(this.processes(), []);
    assert.deepEqual(readdirSync(this.path), []);
  }
}
