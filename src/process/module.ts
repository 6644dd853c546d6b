import { pathToFileURL } from 'node:url';
import { Failure } from '../model/failure.ts';
import { Child, ChildFailed } from './child.ts';

/** A layout or a scenario is a page of code; one that takes longer to load hangs. */
const DEADLINE_SECONDS = 10;

/**
 * The default export of a user's file. It is loaded in a process of its own first: one that loops, never settles, ends
 * the process or throws is a Failure (exit 2) and not our end.
 */
export async function loadUserModule(path: string, shown: string, signal: AbortSignal): Promise<unknown> {
  const { href } = pathToFileURL(path);
  const child = new Child('src/process/module-process', { signal });
  try {
    await child.request('load', href, DEADLINE_SECONDS);
    return ((await import(href)) as { default?: unknown }).default;
  } catch (error) {
    if (error instanceof Failure) throw error;
    const why = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
    const ended = error instanceof ChildFailed && /^no answer/.test(error.message);
    throw new Failure(
      ended
        ? `${shown} was not loaded within ${DEADLINE_SECONDS} s: does it loop, or wait for something? Mend the file.`
        : `${shown} could not be loaded: ${why}. Mend the file.`,
      undefined,
      { cause: error },
    );
  } finally {
    await child.end();
  }
}
