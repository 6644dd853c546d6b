import { NotStarted } from './start.ts';

/** One way to start a browser. */
export interface Way {
  readonly words: readonly string[];
  /** Whether these words leave the sandbox on. */
  readonly sandbox: boolean;
  /** The faults of the way before it that this one may mend. */
  readonly after: RegExp;
}

/** What Chromium says where it may not make a sandbox: as root, without user namespaces, in some containers. */
const SANDBOX_FAULT = /sandbox|namespace|credentials\.cc|zygote/i;
/** Chromium refuses it to root on Linux. */
const NEVER_WITH_SANDBOX = process.platform === 'linux' && process.getuid?.() === 0;
const AS_ROOT = 'the browser draws without its sandbox: it has none for root';

export const WITH_SANDBOX: Way = { words: [], sandbox: true, after: /^/ };
/** Only a fault of the sandbox gives it up: a start that was slow or broken otherwise says nothing against it. */
export const WITHOUT_SANDBOX: Way = {
  words: ['--no-sandbox', '--disable-setuid-sandbox'],
  sandbox: false,
  after: SANDBOX_FAULT,
};

/**
 * Tries ways in turn, the next one where the fault of the last is one that it may mend.
 * @param refused whether the system never gives a sandbox: such ways are not tried
 * @returns what started, and a note where it has no sandbox: one line, with the fault that took it
 * @throws NotStarted, of the last way that was tried; whatever else `start` throws
 */
export async function firstToStart<T>(
  ways: readonly Way[],
  start: (words: readonly string[]) => Promise<T>,
  refused: boolean = NEVER_WITH_SANDBOX,
): Promise<{ started: T; note: string | null }> {
  const tried = ways.filter(({ sandbox }) => !(sandbox && refused));
  let note: string | null = refused ? AS_ROOT : null;
  for (const [index, { words }] of tried.entries()) {
    try {
      return { started: await start(words), note };
    } catch (error) {
      const next = tried[index + 1];
      if (!(next && error instanceof NotStarted && next.after.test(error.message))) throw error;
      note ??= `the browser draws without its sandbox; with it ${firstSentence(error.message)}`;
    }
  }
  throw new NotStarted('there is no way to start it');
}

function firstSentence(text: string): string {
  return /^.*?[.!](?= |$)/.exec(text)?.[0] ?? text;
}
