import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import { plain } from '../render/plain.ts';

const FORMS = ['.js', '.mjs', '.ts', '.json'] as const;
export type ConfigForm = (typeof FORMS)[number];
export const CONFIG_NAMES = FORMS.map((form) => `chinook-eval.config${form}`);

/** A configuration is a page or two; more is another file. */
const MOST_BYTES = 1e6;

export interface FoundConfig {
  /** Absolute. */
  readonly path: string;
  /** As the user named it, or as it is called in the current folder. */
  readonly shown: string;
  readonly form: ConfigForm;
}

/**
 * The configuration file: the one that is named, or the one in the current folder; null where there is none there.
 * @throws Failure (exit 2; 5 without permission) for two of them, one that is missing, no file, or not readable
 */
export function findConfig(path: string | undefined, cwd: string): FoundConfig | null {
  if (path !== undefined) return readable(resolve(cwd, path), plain(path) || '--config ""');
  const here = CONFIG_NAMES.filter((name) => isThere(join(cwd, name), name));
  const [first, second] = here;
  if (first === undefined) return null;
  if (second !== undefined)
    throw new Failure(
      `there are ${here.join(' and ')}. Keep one of them, or name the one to use with --config.`,
    );
  return readable(join(cwd, first), first);
}

/** Also a link that leads nowhere: passing over it would drop the user's settings without a word. */
function isThere(path: string, shown: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw unreadable(error, shown);
  }
}

function readable(path: string, shown: string): FoundConfig {
  let stat: ReturnType<typeof statSync>;
  try {
    stat = statSync(path);
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw unreadable(error, shown);
  }
  if (stat.isDirectory())
    throw new Failure(`${shown} is a folder, not a file. Move it, or name the file with --config.`);
  const form = FORMS.find((one) => one === extname(path));
  if (form === undefined)
    throw new Failure(`${shown} must end in ${FORMS.join(', ')}: that says how to read it.`);
  if (!stat.isFile() || stat.size > MOST_BYTES)
    throw new Failure(
      `${shown} is no configuration: ${stat.isFile() ? 'it is too large' : 'no plain file'}.`,
    );
  return { path, shown, form };
}

export function unreadable(error: unknown, shown: string): Failure {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new Failure(`${shown} does not exist. Name a configuration file that does.`, undefined, {
      cause: error,
    });
  if (code === 'EACCES' || code === 'EPERM')
    return new Failure(`${shown} cannot be read: no permission (${code}). Make it readable.`, EXIT.disk, {
      cause: error,
    });
  const explained = explainSystemError(error, `reading ${shown}`);
  if (explained instanceof Failure) return explained;
  return new Failure(`${shown} cannot be read (${code ?? String(error)}). Mend or remove it.`, undefined, {
    cause: error,
  });
}
