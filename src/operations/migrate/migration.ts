import { join } from 'node:path';
import { bytesIn } from './copy.ts';
import { EarlyChecks } from './early-checks.ts';
import type { Journal } from './journal.ts';
import { checkPlan, makePlan, type Plan, type QueryShape } from './plan.ts';
import type { ExecuteRequest, ScenarioDigests } from './request.ts';
import { Worker, type Workplace } from './workers.ts';

/** A migration at work. */
export interface Migration {
  readonly path: string;
  readonly journal: Journal;
  readonly at: Workplace;
  readonly main: Worker;
  /** Works beside it. */
  readonly second: Worker;
  /** The source's files, locked against writers by this process. */
  readonly files: string;
  readonly target: string;
  readonly copies: string;
  readonly scenarioDigests: ScenarioDigests;
  readonly queries: readonly QueryShape[];
  /** Analysed once, when it is first asked for. */
  readonly plan: () => Promise<Plan>;
  /** @throws Failure that says what stands in the way */
  readonly check: (plan: Plan) => void;
  /** SHA-256 of each source file by its name, begun when it is first asked for. */
  readonly hashes: () => Promise<ReadonlyMap<string, string>>;
  readonly early: EarlyChecks;
  readonly end: () => Promise<void>;
}

export function newMigration(request: ExecuteRequest, journal: Journal, at: Workplace): Migration {
  const { path, shown, to, queries } = request;
  const files = join(path, journal.before);
  const main = new Worker(at);
  const second = new Worker(at);
  let analysis: Promise<Plan> | undefined;
  let hashes: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    path,
    journal,
    at,
    main,
    second,
    files,
    target: join(path, journal.folder),
    copies: join(path, journal.backup),
    scenarioDigests: request.scenarioDigests,
    queries,
    plan: () => {
      const analyse = async () =>
        makePlan(
          journal.from,
          to,
          await second.ask('analyse', { from: journal.from, files, to, choice: journal.options }),
          queries,
          { folder: path, copied: bytesIn(join(path, journal.backup)) },
        );
      analysis ??= analyse();
      analysis.catch(() => {});
      return analysis;
    },
    hashes: () => {
      const hash = async () => {
        const found = new Map<string, string>();
        for (const { name } of journal.files)
          found.set(name, await second.ask<string>('hash', join(files, name)));
        return found;
      };
      hashes ??= hash();
      hashes.catch(() => {});
      return hashes;
    },
    early: new EarlyChecks(),
    check: (plan) => checkPlan(plan, { ...journal.options, shown }),
    end: async () => {
      await Promise.all([main.end(), second.end()]);
    },
  };
}
