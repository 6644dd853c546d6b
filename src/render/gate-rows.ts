import type { Change, ChangeRow, Level } from '../model/gate.ts';

/** What every reader of a gate asks its rows. Nothing is judged here: verdicts and levels are the document's. */

export interface RowGroups {
  /** Rows of scenarios in which something differs or is not decided, worst first. */
  readonly matter: readonly ChangeRow[];
  /** Rows of scenarios whose times are the same, and every figure. */
  readonly same: readonly ChangeRow[];
  /** Rows of scenarios of which no time was compared, and every figure is the same. */
  readonly untimed: readonly ChangeRow[];
  /** Rows about a layout as a whole in which something differs. */
  readonly layouts: readonly ChangeRow[];
}

export function groupRows(rows: readonly ChangeRow[]): RowGroups {
  const differs = (row: ChangeRow) =>
    row.level !== 'pass' || row.figures.length > 0 || (row.time !== null && row.time.verdict !== 'same');
  const ofScenarios = scenarioRows(rows);
  const quiet = ofScenarios.filter((row) => !differs(row));
  return {
    matter: ofScenarios.filter(differs).sort(worstFirst),
    same: quiet.filter(({ time }) => time !== null),
    untimed: quiet.filter(({ time }) => time === null),
    layouts: rows.filter((row) => row.scenario === null && differs(row)).sort(worstFirst),
  };
}

export function scenarioRows(rows: readonly ChangeRow[]): ChangeRow[] {
  return rows.filter(({ scenario }) => scenario !== null);
}

const LEVELS: readonly Level[] = ['fail', 'open', 'warn', 'pass'];
const VERDICTS = ['slower', 'inconclusive', 'faster', 'same'] as const;

/** Failing, undecided, warning, the rest; of those slower before faster, and the larger change first. */
export function worstFirst(a: ChangeRow, b: ChangeRow): number {
  const keys = (row: ChangeRow): number[] => {
    const { time, level } = row;
    const gain = level === 'pass' && time?.verdict === 'faster';
    return [
      LEVELS.indexOf(level),
      level === 'pass' ? VERDICTS.indexOf(time?.verdict ?? 'same') : 0,
      gain ? time.ratio : -(time?.ratio ?? 1),
    ];
  };
  const [one, other] = [keys(a), keys(b)];
  for (const [index, key] of one.entries()) {
    const difference = key - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return rowName(a).localeCompare(rowName(b), 'en') || a.layout.localeCompare(b.layout, 'en');
}

/** "join/best-selling-artists"; of a row about a layout, the layout. */
export function rowName({ kind, scenario, layout }: ChangeRow): string {
  return scenario === null ? layout : `${kind ?? ''}/${scenario}`;
}

export function layoutNames(rows: readonly { readonly layout: string }[]): readonly string[] {
  return [...new Set(rows.map(({ layout }) => layout))];
}

export interface Hidden {
  /** Fractions. */
  readonly median: number;
  readonly widest: number;
}

/** How large an effect the rows could have shown, as fractions; undefined where none of them says. */
export function couldHaveShown(rows: readonly ChangeRow[]): Hidden | undefined {
  const effects = rows.flatMap(({ time }) => time?.smallestEffect ?? []).sort((a, b) => a - b);
  const median = effects[Math.floor((effects.length - 1) / 2)];
  const widest = effects.at(-1);
  return median === undefined || widest === undefined ? undefined : { median, widest };
}

/** All thresholds that rows were judged by, ascending, as fractions. */
export function thresholds({ rows }: Change): readonly number[] {
  return [...new Set(rows.flatMap(({ time }) => time?.threshold ?? []))].sort((a, b) => a - b);
}
