import { foldName, type SqlToken, sqlTokens } from './tokens.ts';

/** Words after which the list of tables of a SELECT has ended. ON and USING leave it open: a comma goes on with it. */
const ENDS_FROM = new Set(
  'WITH SELECT WHERE GROUP HAVING ORDER LIMIT WINDOW UNION EXCEPT INTERSECT VALUES'.split(' '),
);

/**
 * The names that a view's SQL reads as tables, as written and without repetition; common table expressions are not
 * among them. Found in the text and not with EXPLAIN: SQLite leaves out joins that cannot change the result, and
 * explains nothing where a module is missing.
 */
export function tablesRead(sql: string): readonly string[] {
  const tokens = sqlTokens(sql);
  const found = new Map<string, string>();
  const own = commonTables(tokens);
  // For each open parenthesis whether it stands in a list of tables, and whether the next token names one.
  const stack: { inFrom: boolean; expected: boolean }[] = [{ inFrom: false, expected: false }];
  for (const [index, token] of tokens.entries()) {
    const place = stack.at(-1);
    if (place === undefined) break;
    const { keyword, value, kind } = token;
    if (kind === 'symbol') {
      // FROM (a JOIN b): what follows the parenthesis is again a table, or the SELECT that ends the expectation.
      if (value === '(') stack.push({ inFrom: place.expected, expected: place.expected });
      else if (value === ')') stack.pop();
      else if (value === ',' && place.inFrom) place.expected = true;
      if (value === '(' || (value !== ',' && value !== ')')) place.expected = false;
    } else if (keyword === 'FROM') {
      // IS [NOT] DISTINCT FROM compares.
      if (tokens[index - 1]?.keyword !== 'DISTINCT') Object.assign(place, { inFrom: true, expected: true });
    } else if (keyword === 'JOIN') Object.assign(place, { inFrom: true, expected: true });
    else if (ENDS_FROM.has(keyword)) Object.assign(place, { inFrom: false, expected: false });
    else if (keyword === 'IN') place.expected = opening(tokens[index + 1]) !== '(';
    else if (place.expected) {
      // main.users: the schema is named first.
      if (tokens[index + 1]?.value === '.' && tokens[index + 1]?.kind === 'symbol') {
        const named = tokens[index + 2];
        if (named) found.set(foldName(named.value), named.value);
      } else if (!own.has(foldName(value))) found.set(foldName(value), value);
      place.expected = false;
    }
  }
  return [...found.values()];
}

/** Names that WITH defines: each stands before AS ( or AS [NOT] MATERIALIZED (, after its columns if it lists them. */
function commonTables(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, { keyword }] of tokens.entries()) {
    if (keyword !== 'AS' || !/^(?:\(|MATERIALIZED|NOT)$/.test(opening(tokens[index + 1]))) continue;
    let before = index - 1;
    if (tokens[before]?.value === ')' && tokens[before]?.kind === 'symbol')
      while (before >= 0 && !(tokens[before]?.kind === 'symbol' && tokens[before]?.value === '(')) before--;
    const name = tokens[before === index - 1 ? before : before - 1];
    if (name && name.kind !== 'symbol') names.add(foldName(name.value));
  }
  return names;
}

function opening(token: SqlToken | undefined): string {
  return token?.kind === 'symbol' ? token.value : (token?.keyword ?? '');
}
