import { resultDigest } from '../database/digest.ts';
import { type OpenLayout, openLayout } from '../database/open.ts';
import { Failure } from '../model/failure.ts';
import { sendProgress, serve } from '../process/serve.ts';
import { seededRandom } from '../stats/random.ts';
import { addCopiedColumn, staleness, writePairs } from './join-strategy/copied-column.ts';
import { counting, RESULT_SIZES, startsFor } from './join-strategy/question.ts';
import { STRATEGIES } from './join-strategy/strategies.ts';
import { type Arm, type Pace, timeInTurns } from './timing/in-turns.ts';
import type { Subject } from './timing/layouts.ts';
import { cycle } from './timing/scenario.ts';

/** A layout, with a copy of its files in which activity_log has the copied column; null: it has none. */
export interface JoinSubject extends Subject {
  readonly copy: string | null;
}

export interface JoinRequest {
  readonly what: 'read' | 'write';
  readonly subjects: readonly JoinSubject[];
  readonly pace: Pace;
  readonly seed: number;
}

/** One strategy on one layout for one size of result. */
export interface TimedRead {
  readonly layout: string;
  readonly strategy: string;
  readonly rows: number;
  readonly seconds: readonly number[];
  /** Statements per request, the mean over the places to begin. */
  readonly statements: number;
}

export interface TimedWrite {
  readonly layout: string;
  readonly write: string;
  readonly without: readonly number[];
  readonly with: readonly number[];
  /** Written per call with the copy. */
  readonly rows: number;
}

async function read({ subjects, pace, seed }: JoinRequest): Promise<TimedRead[]> {
  const random = seededRandom(seed);
  const found: TimedRead[] = [];
  const opened = subjects.map(({ layout, folder, copy }) => ({
    layout,
    files: openForReading(layout, folder),
    copy: copy === null ? null : openForReading(layout, copy),
  }));
  try {
    for (const [index, rows] of RESULT_SIZES.entries()) {
      sendProgress(`${rows} rows`, index / RESULT_SIZES.length);
      const arms = opened.flatMap(({ layout, files, copy }) =>
        STRATEGIES.filter((one) => one.on(layout) && one.differs(rows)).flatMap((strategy) => {
          const open = strategy.copies === true ? copy : files;
          const starts = open === null ? [] : startsFor(open, rows);
          if (open === null || starts.length === 0) return [];
          let statements = 0;
          const count = () => {
            statements++;
          };
          const counted = strategy.prepare(counting(open, count), rows);
          const digest = resultDigest(starts.map(counted));
          const arm: Arm = {
            ...cycle(starts, strategy.prepare(open, rows)),
            parameters: starts.length,
          };
          const about = { layout: layout.name, strategy: strategy.name, rows };
          return [{ about, arm, digest, statements: statements / starts.length }];
        }),
      );
      agree(arms);
      const all = arms.map(({ arm }) => arm);
      const seconds = all.length === 0 ? [] : await timeInTurns(all, pace, random);
      for (const [at, { about, statements }] of arms.entries())
        found.push({ ...about, statements, seconds: seconds[at] ?? [] });
    }
    return found;
  } finally {
    for (const { files, copy } of opened) {
      files.close();
      copy?.close();
    }
  }
}

function openForReading(layout: Subject['layout'], folder: string): OpenLayout {
  const open = openLayout(layout, folder);
  open.refuseWrites();
  return open;
}

/** No speed is reported for a wrong answer. */
function agree(
  arms: readonly { about: { layout: string; strategy: string; rows: number }; digest: string }[],
) {
  const [first] = arms;
  const other = arms.find(({ digest }) => digest !== first?.digest);
  if (first === undefined || other === undefined) return;
  const told = ({ layout, strategy }: { layout: string; strategy: string }) => `${strategy} on ${layout}`;
  throw new Failure(
    `${told(other.about)} gives other results than ${told(first.about)} for ${first.about.rows} rows`,
  );
}

async function write({ subjects, pace, seed }: JoinRequest): Promise<TimedWrite[]> {
  const random = seededRandom(seed);
  const found: TimedWrite[] = [];
  for (const { layout, copy } of subjects) {
    if (copy === null) continue;
    const open = openLayout(layout, copy);
    try {
      for (const pair of writePairs(open)) {
        sendProgress(`${layout.name}: ${pair.name}`, 0);
        let written = 0;
        let calls = 0;
        const arm = (operation: (call: number) => number): Arm => ({
          ...cycle([null], (_, call) => operation(call)),
          parameters: Number.POSITIVE_INFINITY,
        });
        const withCopy = (call: number) => {
          const rows = pair.with(call);
          written += rows;
          calls++;
          return rows;
        };
        const [without = [], kept = []] = await timeInTurns([arm(pair.without), arm(withCopy)], pace, random);
        found.push({
          layout: layout.name,
          write: pair.name,
          without,
          with: kept,
          rows: written / calls,
        });
      }
    } finally {
      open.close();
    }
  }
  return found;
}

/** Once for each copy: makes the column, returns what it takes. */
function addColumn({ layout, folder }: Subject): number {
  const open = openLayout(layout, folder);
  try {
    return addCopiedColumn(open);
  } finally {
    open.close();
  }
}

/** Last: it leaves other names. */
function stale({ layout, folder }: Subject): ReturnType<typeof staleness> {
  const open = openLayout(layout, folder);
  try {
    return staleness(open);
  } finally {
    open.close();
  }
}

serve({
  generation: (request: JoinRequest) => (request.what === 'read' ? read(request) : write(request)),
  addColumn,
  stale,
});
