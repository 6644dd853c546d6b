import { formatCount } from './units.ts';

/** 1 and "row" -> "1 row"; 1200 and "row" -> "1,200 rows". */
export function howMany(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
