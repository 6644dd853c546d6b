import type { OpenLayout } from '../../database/open.ts';
import { Failure } from '../../model/failure.ts';
import type { ParameterSource, Row } from '../../model/scenario.ts';
import type { TableName } from '../../model/tables.ts';
import { randomBelow, seededRandom } from '../../stats/random.ts';

/** Fixed, so that parameters are the same on every layout and in every process. */
const PARAMETER_SEED = 20250719;
/** So many ids in a row without a row behind them: the SELECT finds none at all. */
const MOST_MISSES = 10_000;

/**
 * Draws for a scenario's parameters. The few hundred that a scenario asks for touch a megabyte: on larger data that would
 * measure what is hot. `times` draws that many times as many, so that what is touched grows with the data.
 */
export function parameterSource(open: OpenLayout, times = 1): ParameterSource {
  const random = seededRandom(PARAMETER_SEED);
  const prepare = (tables: readonly TableName[], sql: string) => {
    const connection = open.connectionFor(tables);
    if (connection === undefined)
      throw new Failure(`no connection sees ${tables.join(', ')} to draw parameters from`);
    return connection.prepare(sql);
  };
  return {
    below: (limit) => randomBelow(random, limit),
    draw<R extends Row>(count: number, tables: readonly TableName[], sql: string): R[] {
      const [first] = tables;
      if (first === undefined) throw new TypeError('draw needs a table');
      const highest = prepare([first], `SELECT max(id) FROM ${first}`).pluck().get() as number | null;
      const find = prepare(tables, sql);
      const rows: R[] = [];
      for (let misses = 0; rows.length < count * times; ) {
        // BigInt, because vec0 takes no float for a whole number.
        const row = find.get({ id: BigInt(1 + randomBelow(random, highest ?? 0)) }) as R | undefined;
        if (row !== undefined) rows.push(row);
        else if (++misses > MOST_MISSES) throw new Failure(`no row of ${first} to draw parameters from`);
      }
      return rows;
    },
    drawFrom<R extends Row>(count: number, tables: readonly TableName[], sql: string): R[] {
      const all = prepare(tables, sql).all() as R[];
      if (all.length === 0) throw new Failure(`no row of ${tables.join(', ')} to draw parameters from`);
      return Array.from({ length: count * times }, () => all[randomBelow(random, all.length)] as R);
    },
  };
}
