import type { Check, CheckResult } from './checks.ts';

/** Runs one check in a process. */
export type RunCheck = (check: Check) => Promise<CheckResult>;

/**
 * Checks of databases that are whole already, by a process that has nothing else to do while the other still fills the largest:
 * validation then takes their results. One after the other, so that the process is free soon when it is needed.
 */
export class EarlyChecks {
  readonly #results = new Map<Check, Promise<CheckResult>>();
  #stopped = false;

  /** Until it is stopped, or nothing is left of what is ready; what goes wrong is told by results(). */
  async run(checks: readonly Check[], run: RunCheck): Promise<void> {
    for (const check of checks) {
      if (this.#stopped) return;
      const result = run(check);
      this.#results.set(check, result);
      try {
        await result;
      } catch {
        return;
      }
    }
  }

  /** What is running goes on to its end. */
  stop(): void {
    this.#stopped = true;
  }

  /** Of those that were begun; undefined of the others. @throws what a check threw */
  result(check: Check): Promise<CheckResult> | undefined {
    const { kind, database, table, own } = check;
    const name = own[0]?.name;
    for (const [other, result] of this.#results)
      if (
        other.kind === kind &&
        other.database === database &&
        other.table === table &&
        (kind !== 'own' || other.own[0]?.name === name)
      )
        return result;
    return undefined;
  }
}
