import type { TraceStep } from '../model/trace.ts';

type Statement = Extract<TraceStep, { kind: 'statement' }>;
type Boundary = Exclude<TraceStep, { kind: 'statement' }>;

/** What a step is, without what an execution of it gave. */
export type StepSite = Pick<Statement, 'kind' | 'database' | 'tables' | 'sql'> | Omit<Boundary, 'seconds'>;

/** Enough to recognise a statement by; a generated IN list of thousands would swell the run document. */
const MOST_SQL = 300;

/** Makes one object per different step, also where a scenario prepares the same SQL again, so that `===` compares. */
export function siteMaker() {
  const known = new Map<string, StepSite>();
  const intern = (key: readonly unknown[], site: StepSite): StepSite => {
    const text = JSON.stringify(key);
    const found = known.get(text);
    if (found === undefined) known.set(text, site);
    return found ?? site;
  };
  return {
    /** @param sql as the scenario has it: told apart by all of it, kept in short */
    statement: (database: string, tables: readonly string[], sql: string): StepSite =>
      intern(['statement', database, tables, sql], {
        kind: 'statement',
        database,
        tables: [...tables],
        sql: shortSql(sql),
      }),
    transaction: (kind: 'begin' | 'commit', database: string): StepSite =>
      intern([kind, database], { kind, database }),
  };
}

/** On one line a comment to the end of the line would swallow the statement after it. */
const LEADING_COMMENTS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*.*?\*\/)+/s;

/** On one line, at most 300 characters, from its first word on. */
export function shortSql(sql: string): string {
  const characters = Array.from(sql.replace(LEADING_COMMENTS, '').replace(/\s+/g, ' ').trim());
  return characters.length <= MOST_SQL
    ? characters.join('')
    : `${characters.slice(0, MOST_SQL - 3).join('')}...`;
}
