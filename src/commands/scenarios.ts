import { Failure } from '../model/failure.ts';
import { SCENARIO_KINDS, type Scenario } from '../model/scenario.ts';
import { plain } from '../render/plain.ts';
import { scenarioFilter } from './filter.ts';
import type { Define } from './index.ts';

interface ScenariosFlags {
  readonly json?: boolean;
  readonly filter?: string;
}

export const define: Define = (program, streams) => {
  program
    .command('scenarios')
    .description('list the built-in scenarios by kind, with what each does')
    .option('--filter <text>', 'only those whose kind/name contains this, or matches /regular expression/')
    .option('--json', 'print JSON, with tables and plans')
    .action(async ({ json, filter }: ScenariosFlags) => {
      const { SCENARIOS } = await import('../../scenarios/index.ts');
      const listed = SCENARIOS.filter(scenarioFilter(filter)).map(describe);
      if (listed.length === 0)
        throw new Failure(
          `no scenario matches --filter ${plain(filter ?? '')}. Leave it out to list them all.`,
        );
      streams.stdout.write(json ? `${JSON.stringify(listed, null, 2)}\n` : asText(listed));
    });
};

type Listed = ReturnType<typeof describe>;

function describe({ name, kind, description, tables, writes = false, joined, application }: Scenario) {
  const plans = [...(joined ? ['joined'] : []), ...(application ? ['application'] : [])];
  return { name, kind, description, tables, writes, plans };
}

/** Kinds in their usual order; a scenario with an application plan is joined outside SQL where a layout splits it. */
function asText(listed: readonly Listed[]): string {
  const width = Math.max(...listed.map(({ name }) => name.length));
  const kinds = SCENARIO_KINDS.filter((kind) => listed.some((one) => one.kind === kind));
  const blocks = kinds.map((kind) => {
    const lines = listed
      .filter((one) => one.kind === kind)
      .map((one) => `  ${one.name.padEnd(width)}  ${what(one)}`);
    return [kind, ...lines].join('\n');
  });
  const legend = listed.some(isSplit)
    ? ['* joined in the application where a layout puts its tables on several connections']
    : [];
  return `${[...blocks, ...legend].join('\n\n')}\n`;
}

function isSplit({ plans }: Listed): boolean {
  return plans.includes('application');
}

function what(scenario: Listed): string {
  const notes = [
    scenario.description,
    ...(scenario.writes ? ['(writes)'] : []),
    ...(isSplit(scenario) ? ['*'] : []),
  ];
  return notes.join(' ');
}
