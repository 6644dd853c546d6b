import type { RunDocument } from '../../../src/model/run.ts';
import { fourLayouts, HOSTILE, twoLayouts } from '../../render/sample-run.ts';

/** Names that a file may hold, each meaning something to XML, to ECharts or to a reader's eye. */
export const NAMES = [
  '<script>alert(1)</script>',
  ']]>&amp;"\'</text>',
  '{a|b}{c|d}',
  'WM'.repeat(100),
  `new\nline ${HOSTILE}`,
  '漢字'.repeat(40),
] as const;

/** Every name of layouts, databases, scenarios and kinds is one of NAMES. */
export function hostileRun(): RunDocument {
  const run = structuredClone(fourLayouts());
  run.memory = [];
  run.wal = structuredClone(twoLayouts().wal);
  for (const [index, layout] of run.layouts.entries()) {
    const old = layout.name;
    layout.name = name(index);
    for (const [at, database] of layout.databases.entries()) database.name = name(index + at + 1);
    for (const one of [...run.wal, ...run.scenarios.flatMap(({ trials }) => trials)])
      if (one.layout === old) one.layout = layout.name;
    for (const one of run.scenarios.flatMap(({ comparisons }) => comparisons)) {
      if (one.layout === old) one.layout = layout.name;
      if (one.against === old) one.against = layout.name;
    }
    run.memory.push({
      status: 'measured',
      layout: layout.name,
      repeats: 1,
      beforeOpen: { residentBytes: 50_000_000, privateBytes: 20_000_000 },
      afterOpen: { residentBytes: 51_000_000, privateBytes: 21_000_000 },
      afterReplay: { residentBytes: 55_000_000, privateBytes: 23_000_000 },
      scenariosReplayed: 3,
    });
  }
  for (const one of run.wal) {
    if (one.status === 'measured')
      for (const [at, database] of one.databases.entries()) database.database = name(at);
  }
  for (const [index, scenario] of run.scenarios.entries()) {
    scenario.name = name(index + 2);
    scenario.kind = name(index + 3);
  }
  return run;
}

function name(index: number): string {
  return NAMES[index % NAMES.length] ?? '';
}
