import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The Chromium that the npm package carries, packed. */
export interface PackagedChromium {
  /** The folder with the archives. */
  readonly archives: string;
  readonly version: string;
  /** The package's entry, for what is to be resolved as from there. */
  readonly entry: string;
}

const PACKAGE = '@sparticuz/chromium';

/** Undefined where the package is not installed, or not for this machine: it is made for Linux on x64. */
export function packagedChromium(): PackagedChromium | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    const entry = import.meta.resolve(PACKAGE);
    const { version } = JSON.parse(readFileSync(new URL('../package.json', entry), 'utf8')) as {
      version: string;
    };
    return { archives: fileURLToPath(new URL('../bin/', entry)), version, entry };
  } catch {
    return undefined;
  }
}

/**
 * The package's own options, for machines on which nothing else starts: one process, no sandbox. Without those that
 * switch off the rules between web sites, which no page of ours needs.
 */
export async function packagedArguments(): Promise<readonly string[]> {
  const { default: chromium } = await import('@sparticuz/chromium');
  return chromium.args.filter(
    (one) => !/^--(disable-web-security|allow-running-insecure-content)$/.test(one),
  );
}
