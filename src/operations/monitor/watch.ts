import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AlertBoard } from './alerts/board.ts';
import type { Alert } from './alerts/definitions.ts';
import { type Moment, steadyClock, wallClock } from './clock.ts';
import { History } from './history.ts';
import { KeptFigures } from './kept-figures.ts';
import { type Lock, readLocks } from './locks.ts';
import type { MonitorEvent, Target } from './monitor.ts';
import { lockCounts } from './monitors/connection.ts';
import { findings, isDown, present, type Reading, type Update, upAgain } from './reading.ts';
import { MONITORS } from './registry.ts';
import { Down, isBusy, visit } from './visit.ts';

export interface WatchOptions {
  readonly targets: readonly Target[];
  readonly alerts: readonly Alert[];
  /** Looks kept in the history. */
  readonly capacity: number;
  /** Unix seconds; tests have a clock of their own. */
  readonly clock?: () => number;
  /** Seconds that never go back, however the clock is set; where only `clock` is given, it is both. */
  readonly steady?: () => number;
  readonly locks?: () => readonly Lock[] | null;
  /** A look may take as long as it needs: see Visit. */
  readonly patient?: boolean;
}

/** A look under way. */
interface Look {
  readonly moment: Moment;
  readonly locks: readonly Lock[] | null;
  readonly targets: readonly Target[];
  readonly readings: Map<string, Reading>;
  readonly events: MonitorEvent[];
}

/**
 * The monitors at work: `look` lets each look at each database once, keeps what they found, and tells the subscribers. It has no
 * timer, no server and no log of its own: those are put round it (run.ts).
 */
export class Watch {
  readonly history: History;
  readonly board: AlertBoard;
  /** Tells this watch from one before it: steady times of two watches are not in one order. */
  readonly run: string = randomUUID();
  readonly #clock: () => number;
  readonly #steady: () => number;
  readonly #patient: boolean;
  readonly #locks: () => readonly Lock[] | null;
  readonly #listeners = new Set<(update: Update) => void>();
  readonly #readings = new Map<string, Reading>();
  readonly #figures = new KeptFigures();
  #targets: readonly Target[];
  #moment: Moment | null = null;

  constructor({
    targets,
    alerts,
    capacity,
    clock,
    steady,
    locks = readLocks,
    patient = false,
  }: WatchOptions) {
    this.#targets = targets;
    this.history = new History(capacity);
    this.board = new AlertBoard(alerts, this.history);
    this.#clock = clock ?? wallClock;
    this.#steady = steady ?? clock ?? steadyClock();
    this.#locks = locks;
    this.#patient = patient;
  }

  get targets(): readonly Target[] {
    return this.#targets;
  }

  /** Of the latest look; null before the first. */
  get moment(): Moment | null {
    return this.#moment;
  }

  /** The latest reading of each database, in the layout's order. */
  get readings(): readonly Reading[] {
    return this.#targets.flatMap(({ db }) => this.#readings.get(db) ?? []);
  }

  /** Label of the newest backup that has been told of. */
  newestBackup: string | null = null;

  /** Observations of histograms since the start go to the listener alone, so that nothing is kept twice. */
  onObservation: (db: string, metric: string, value: number) => void = () => {};

  /** @returns to be called to hear no more */
  subscribe(listener: (update: Update) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One look at every database. Never throws for what is wrong with a database: that is a reading with `up: false`. */
  look(locks = this.#locks()): readonly Reading[] {
    const look = this.#begin(locks);
    for (const target of look.targets) this.#read(target, look);
    return this.#end(look);
  }

  /** The same, a database at a time: whoever waits for an answer meanwhile gets it in between, with the figures of the look before. */
  async lookInTurns(locks: readonly Lock[] | null): Promise<void> {
    const look = this.#begin(locks);
    for (const target of look.targets) {
      this.#read(target, look);
      await nextTurn();
    }
    this.#end(look);
  }

  #begin(locks: readonly Lock[] | null): Look {
    const moment = { at: this.#clock(), steady: this.#steady() };
    return { moment, locks, targets: this.#targets, readings: new Map(), events: [] };
  }

  /** All at once, so that nobody sees one half of a look. */
  #end({ moment, readings, events }: Look): readonly Reading[] {
    for (const [db, reading] of readings) this.#readings.set(db, reading);
    this.#moment = moment;
    this.history.add(moment, new Map([...readings].map(([db, { values }]) => [db, values])));
    events.push(
      ...this.board.decide(
        this.#targets.map(({ db }) => db),
        moment,
      ),
    );
    for (const event of events) this.tell(event, moment.at);
    this.#send({ kind: 'look', moment, readings: this.readings });
    return this.readings;
  }

  /** Counts whether each database is busy at this moment, between two looks: one read of the system's list of locks. */
  lookAtLocks(locks = this.#locks()): void {
    if (locks === null) return;
    for (const { db, file } of this.#targets) {
      const busy = isBusy(file, locks);
      if (busy !== null) this.#figures.count(db, lockCounts(busy));
    }
  }

  /** Figures of a check that ran elsewhere, such as in a child process: they stand from the next look on, those undefined no more. */
  checked(db: string, figures: Readonly<Record<string, number | undefined>>): void {
    this.#figures.checked(db, figures);
  }

  /** Another layout, or other files: what was remembered of those before says nothing of these; counters go on. */
  retarget(targets: readonly Target[]): void {
    this.#targets = targets;
    this.#figures.forget();
  }

  tell(event: MonitorEvent, at = this.#clock()): void {
    this.#send({ kind: 'event', event: { at, ...event } });
  }

  #read(target: Target, look: Look): void {
    look.readings.set(target.db, this.#readingOf(target, look));
  }

  #readingOf(target: Target, { moment, locks, events }: Look): Reading {
    const { db } = target;
    const { at, steady } = moment;
    const before = this.#readings.get(db);
    try {
      const gauges = new Map<string, number>();
      const found = visit(target, { now: at, steady, locks, patient: this.#patient }, (facts) =>
        MONITORS.map((monitor) =>
          findings(monitor, { ...facts, memory: this.#figures.memory(db, monitor.name) }),
        ),
      );
      for (const { set = {}, add = {}, observe = {}, events: more = [] } of found) {
        for (const [metric, value] of present(set)) gauges.set(metric, value);
        this.#figures.count(db, add);
        for (const [metric, value] of Object.entries(observe)) this.onObservation(db, metric, value);
        events.push(...more);
      }
      if (before?.up === false) events.push(upAgain(db));
      return { db, at, up: true, down: null, values: this.#figures.with(db, gauges) };
    } catch (error) {
      if (!(error instanceof Down)) throw error;
      const down = { reason: error.reason, message: error.message, since: before?.down?.since ?? at };
      // A lock that kept us out is a busy look like any other.
      if (down.reason === 'locked' && locks !== null) this.#figures.count(db, lockCounts(true));
      if (before?.down?.reason !== down.reason) events.push(isDown(db, down));
      return { db, at, up: false, down, values: this.#figures.with(db, new Map([['chinook_sqlite_up', 0]])) };
    }
  }

  #send(update: Update): void {
    for (const listener of [...this.#listeners]) listener(update);
  }
}
