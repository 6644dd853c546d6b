import { resultDigest } from '../database/digest.ts';
import { type OpenLayout, openLayout } from '../database/open.ts';
import { Failure } from '../model/failure.ts';
import type { Scenario } from '../model/scenario.ts';
import { sendProgress, serve } from '../process/serve.ts';
import { seededRandom } from '../stats/random.ts';
import { type Arm, type Pace, timeInTurns } from './timing/in-turns.ts';
import type { Subject } from './timing/layouts.ts';
import { cycle, loadScenario, readyScenario } from './timing/scenario.ts';

export interface TimeRequest {
  readonly subjects: readonly Subject[];
  /** The smallest data, of which a block runs in each round: what the machine does to both is taken out. */
  readonly anchor: Subject;
  readonly scenario: string;
  readonly times: number;
  readonly pace: Pace;
}

/** Seconds per call by block. */
export interface Timed {
  readonly anchor: readonly number[];
  /** A list per subject, in their order; or why there is none. */
  readonly subjects: readonly (readonly number[] | { readonly reason: string })[];
}

/** So many results are compared before anything is timed. */
const VERIFIED_CALLS = 8;

interface Ready {
  readonly layout: string;
  readonly open: OpenLayout;
  readonly arm: Arm;
  readonly digest: string;
}

/** Times a scenario on all layouts in turns. @throws Failure where they do not give the same results */
async function time({ subjects, anchor, scenario: name, times, pace }: TimeRequest): Promise<Timed> {
  const scenario = await loadScenario(name);
  const opened: (Ready | { readonly reason: string })[] = [];
  try {
    for (const subject of [...subjects, anchor]) {
      sendProgress(`${name}: ${subject.layout.name}`, 0);
      opened.push(tryReady(scenario, subject, times, subject === anchor ? 'anchor' : 'size'));
    }
    const last = opened.at(-1);
    if (last === undefined || !('open' in last)) throw new Failure(last?.reason ?? 'nothing to time');
    verify(
      name,
      opened.slice(0, -1).filter((one) => 'open' in one),
    );
    const ready = opened.filter((one) => 'open' in one);
    const arms = ready.map(({ arm }) => arm);
    const seconds = await timeInTurns(arms, pace, seededRandom(subjects.length));
    const figures = opened.map((one) => ('open' in one ? (seconds[ready.indexOf(one)] ?? []) : one));
    return { anchor: seconds.at(-1) ?? [], subjects: figures.slice(0, -1) };
  } finally {
    for (const one of opened) if ('open' in one) one.open.close();
  }
}

/** A layout that cannot run it costs only its own figures. */
function tryReady(
  scenario: Scenario,
  { layout, folder }: Subject,
  times: number,
  group: string,
): Ready | { readonly reason: string } {
  const open = openLayout(layout, folder);
  try {
    if (!scenario.writes) open.refuseWrites();
    const { parameters, prepare } = readyScenario(scenario, open, times);
    const arm = { ...cycle(parameters, prepare(open)), parameters: parameters.length, group };
    const digest = resultDigest(Array.from({ length: VERIFIED_CALLS }, () => arm.next()));
    arm.rewind();
    return { layout: layout.name, open, arm, digest };
  } catch (error) {
    open.close();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** No speed is reported for a wrong answer. */
function verify(name: string, ready: readonly Ready[]): void {
  if (new Set(ready.map(({ digest }) => digest)).size <= 1) return;
  const list = ready.map(({ layout, digest }) => `${layout} ${digest.slice(0, 8)}`).join(', ');
  throw new Failure(`${name}: results differ between layouts: ${list}`);
}

serve({ time });
