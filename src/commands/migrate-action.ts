import { join } from 'node:path';
import { builtInScenarios } from '../bench/load.ts';
import { scenarioDigests } from '../bench/scenario-digests.ts';
import { readDataFolder } from '../database/data-folder.ts';
import { loadLayouts } from '../layouts/load.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import {
  CONFIGURATION_FORMATS,
  type ConfigurationFormat,
  configuration,
} from '../operations/migrate/configuration.ts';
import { checkPlan, type Plan } from '../operations/migrate/plan.ts';
import type { ExecuteRequest } from '../operations/migrate/request.ts';
import { migrate, planMigration } from '../operations/migrate/run.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { namedData } from './data.ts';
import { migrateCommand } from './migrate-command.ts';
import { describePlan } from './migrate-text.ts';
import { describeMigrated } from './migrated-text.ts';

export interface MigrateFlags {
  readonly data?: string;
  readonly from?: string;
  readonly to: string;
  readonly execute?: boolean;
  readonly resume?: boolean;
  readonly carry?: readonly string[];
  readonly without?: readonly string[];
  readonly keepOrphans?: boolean;
  readonly validate: boolean;
  readonly configFormat: ConfigurationFormat;
  readonly json?: boolean;
}

export async function migrateAction(flags: MigrateFlags, streams: Streams): Promise<number> {
  const { cwd, signal, stdout, stderr } = streams;
  if (flags.data !== undefined && flags.from !== undefined && flags.data !== flags.from)
    throw new Failure('--data and --from both name the data folder. Use one of them.');
  if (flags.resume && !flags.execute) throw new Failure('--resume goes on with the work: say --execute too.');
  const [to, more] = await loadLayouts([flags.to], cwd, signal);
  if (to === undefined || more !== undefined) throw new Failure('one layout at a time. Name it with --to.');
  const named = flags.data ?? flags.from;
  const { data, shown } = namedData(named === undefined ? {} : { data: named }, cwd);
  const progress = new ProgressLine(stderr);
  const scenarios = builtInScenarios();
  const request: ExecuteRequest = {
    path: data.path,
    shown,
    to,
    resume: flags.resume ?? false,
    carry: flags.carry ?? [],
    without: flags.without ?? [],
    keepOrphans: flags.keepOrphans ?? false,
    validate: flags.validate,
    queries: scenarios.map(({ name, scenario }) => ({ name, tables: scenario.tables })),
    scenarioDigests: (layout, files, stop) => scenarioDigests(scenarios, layout, files, stop),
    signal,
    onProgress: (doing, fraction) => progress.show(`migrating  ${progressBar(fraction)}  ${doing}`),
    say: (line) => {
      progress.clear();
      stderr.write(`chinook-eval: ${line}\n`);
    },
    now: new Date(),
  };
  try {
    if (!flags.execute) {
      const plan = await planMigration(request);
      progress.clear();
      const refusal = refusalOf(plan, request);
      // What would be refused is not proposed.
      const command = refusal === undefined ? migrateCommand(flags, shown) : null;
      const refused = refusal?.message ?? null;
      stdout.write(
        flags.json
          ? `${JSON.stringify({ ...plan, refused }, null, 2)}\n`
          : describePlan(plan, request, command),
      );
      // After the plan: the last line is the one that is seen.
      if (refusal !== undefined) throw refusal;
      return EXIT.fine;
    }
    const { journal, files } = await migrate(request);
    progress.clear();
    readDataFolder(data.path, shown);
    const configurations = Object.fromEntries(
      CONFIGURATION_FORMATS.map((format) => [format, configuration(format, to, files)]),
    );
    stdout.write(
      flags.json
        ? `${JSON.stringify({ ...journal, configuration: configurations }, null, 2)}\n`
        : describeMigrated(
            journal,
            shown,
            join(shown, journal.folder),
            configurations[flags.configFormat] ?? '',
          ),
    );
    return EXIT.fine;
  } finally {
    progress.clear();
  }
}

function refusalOf(plan: Plan, options: Parameters<typeof checkPlan>[1]): Failure | undefined {
  try {
    checkPlan(plan, options);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
