/** Exit codes of the command, as documented in the README. */
export const EXIT = {
  fine: 0,
  /** A gate failed: a regression, a broken budget. */
  gate: 1,
  /** Bad input or usage. */
  usage: 2,
  /** A row could not be measured, or a baseline is missing or not comparable. */
  incomplete: 3,
  /** Inconclusive, or integrity broken. */
  integrity: 4,
  /** Disk or permission. */
  disk: 5,
  locked: 11,
  /** A defect of ours. */
  defect: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * What the user can mend. The message is one line that names the thing and the way out; main prints it as it is and
 * returns the exit code. Anything else that is thrown counts as a defect of ours (70).
 */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.usage, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/** The command was interrupted (Ctrl-C, SIGTERM): what was measured is kept, nothing else is said. */
export class Interrupted extends Failure {
  constructor(message = 'interrupted') {
    super(message, EXIT.interrupted);
    this.name = 'Interrupted';
  }
}

export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}

/**
 * Turns what the operating system says about a path into a Failure; other errors come back as they are.
 * @param doing such as "reading data/layout.json", which has another way out than what is written
 */
export function explainSystemError(error: unknown, doing: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Failure(
        `${doing}: no permission (${code}). ${doing.startsWith('reading ') ? 'Run this as its owner or as root' : 'Choose a place you may write to'}.`,
        EXIT.disk,
        { cause: error },
      );
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'SQLITE_FULL':
      return new Failure(
        `${doing}: the disk is full (${code}). Free some space, or choose another place.`,
        EXIT.disk,
        {
          cause: error,
        },
      );
    case 'EMFILE':
      return new Failure(`${doing}: too many open files. Raise the limit with ulimit -n.`, EXIT.disk, {
        cause: error,
      });
    default:
      return error;
  }
}
