/** Ids that a finding names; the count says how many there are. */
const EXAMPLES = 5;

export interface Finding {
  readonly check: string;
  /** The beginning of a sentence that the count and the ids go into. */
  readonly what: string;
  readonly count: number;
  /** Track ids, the first few. */
  readonly examples: readonly number[];
  readonly wayOut: string;
}

/** Of one and of many; the same where there is no choice. */
type Words = string | readonly [one: string, many: string];

function worded({ what, count }: { readonly what: Words; readonly count: number }): string {
  return typeof what === 'string' ? what : what[count === 1 ? 0 : 1];
}

/** What a check has found, gathered by its name. */
export class Findings {
  readonly #found = new Map<string, { what: Words; count: number; examples: number[]; wayOut: string }>();

  add(check: string, what: Words, id: number, wayOut: string): void {
    const one = this.#found.get(check) ?? { what, count: 0, examples: [], wayOut };
    one.count++;
    if (one.examples.length < EXAMPLES) one.examples.push(id);
    this.#found.set(check, one);
  }

  whole(check: string, what: Words, count: number, wayOut: string): void {
    this.#found.set(check, { what, count, examples: [], wayOut });
  }

  list(): readonly Finding[] {
    return [...this.#found].map(([check, one]) => ({ check, ...one, what: worded(one) }));
  }
}
