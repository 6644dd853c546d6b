// A peer's measured program. Arguments: layout folder, module, then "calls N" (for hyperfine) or "seconds S" (tinybench).
import { Bench } from 'tinybench';
import { prepareScenario } from '../../../src/bench/prepared.ts';
import { openLayout } from '../../../src/database/open.ts';
import { single } from '../../../src/layouts/index.ts';
import type { Scenario } from '../../../src/model/scenario.ts';

const [folder = '', module = '', how = '', amount = ''] = process.argv.slice(2);
const { default: scenario } = (await import(module)) as { default: Scenario };
const { next } = prepareScenario(scenario, openLayout(single, folder));
if (how === 'calls') for (let call = 0; call < Number(amount); call++) next();
else {
  const bench = new Bench({ time: Number(amount) * 1000 });
  bench.add('it', next as () => void, { async: false });
  const [task] = bench.runSync();
  if (task?.result.state !== 'completed') throw new Error('tinybench did not complete');
  console.log(task.result.latency.mean);
}
