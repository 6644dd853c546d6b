import type { OpenLayout } from '../database/open.ts';
import { Failure } from '../model/failure.ts';
import type { ParameterSource, Row } from '../model/scenario.ts';
import { randomBelow, seededRandom } from '../stats/random.ts';

/** The draws of every scenario start here: fixed, so that parameters are the same in every run and on every layout. */
const PARAMETER_SEED = 20250719;
/** So many ids in a row without a row behind them: the SELECT finds none at all. */
const MOST_MISSES = 10_000;

export function parameterSource(open: OpenLayout): ParameterSource {
  const random = seededRandom(PARAMETER_SEED);
  const prepare = (tables: Parameters<ParameterSource['draw']>[1], sql: string) => {
    const connection = open.connectionFor(tables);
    if (connection === undefined)
      throw new Failure(`no connection sees ${tables.join(', ')} to draw parameters from`);
    return connection.prepare(sql);
  };
  return {
    below: (limit) => randomBelow(random, limit),
    draw<R extends Row>(count: number, tables: Parameters<ParameterSource['draw']>[1], sql: string): R[] {
      const [first] = tables;
      if (first === undefined) throw new TypeError('draw needs a table');
      const highest = prepare([first], `SELECT max(id) FROM ${first}`).pluck().get() as number | null;
      const find = prepare(tables, sql);
      const rows: R[] = [];
      for (let misses = 0; rows.length < count; ) {
        // BigInt, because vec0 takes no float for a whole number.
        const row = find.get({ id: BigInt(1 + randomBelow(random, highest ?? 0)) }) as R | undefined;
        if (row !== undefined) rows.push(row);
        else if (++misses > MOST_MISSES) throw new Failure(`no row of ${first} to draw parameters from`);
      }
      return rows;
    },
    drawFrom<R extends Row>(
      count: number,
      tables: Parameters<ParameterSource['drawFrom']>[1],
      sql: string,
    ): R[] {
      const all = prepare(tables, sql).all() as R[];
      if (all.length === 0) throw new Failure(`no row of ${tables.join(', ')} to draw parameters from`);
      return Array.from({ length: count }, () => all[randomBelow(random, all.length)] as R);
    },
  };
}
