import type { SchemaColumn, SchemaTable } from '../../model/schema.ts';
import { foldName, type SqlToken, sqlTokens } from './tokens.ts';

/** What CREATE VIRTUAL TABLE ... USING module(...) says, whether or not the module is there. */
export interface VirtualTable {
  readonly module: string;
  readonly kind: SchemaTable['kind'];
  /** Of a full-text or vector table, as its text declares them; null for other modules. */
  readonly columns: readonly SchemaColumn[] | null;
  /** Of a full-text table: the table or view that it indexes instead of text of its own. */
  readonly content: string | null;
}

export function parseVirtualTable(sql: string): VirtualTable {
  const tokens = sqlTokens(sql);
  // Behind CREATE VIRTUAL TABLE and the name.
  const using = tokens.findIndex(({ keyword }, index) => index > 3 && keyword === 'USING');
  const module = foldName(tokens[using + 1]?.value ?? '');
  const kind = kindOf(module);
  const parts = moduleArguments(tokens.slice(using + 2));
  return {
    module,
    kind,
    columns:
      kind === 'vector'
        ? parts.flatMap(vectorColumn)
        : kind === 'full-text'
          ? parts.flatMap((part) => fullTextColumn(part, module))
          : null,
    content: kind === 'full-text' ? contentOf(parts) : null,
  };
}

function kindOf(module: string): SchemaTable['kind'] {
  if (/^fts[345]$/.test(module)) return 'full-text';
  return module === 'vec0' ? 'vector' : 'virtual';
}

/** The arguments between the module's parentheses, split at the commas that stand in no other parentheses. */
function moduleArguments(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    const symbol = token.kind === 'symbol' ? token.value : '';
    if (symbol === ')' && --depth === 0) break;
    if (symbol === ',' && depth === 1) parts.push([]);
    else if (depth > 0) parts.at(-1)?.push(token);
    if (symbol === '(') depth++;
  }
  return parts.filter((part) => part.length > 0);
}

/** name=value, which both families of modules take among their columns. */
function isOption(part: readonly SqlToken[]): boolean {
  return part[1]?.kind === 'symbol' && part[1].value === '=';
}

function fullTextColumn(part: readonly SqlToken[], module: string): SchemaColumn[] {
  const [first] = part;
  // "tokenize porter" is how fts3 and fts4 may write that option.
  if (first === undefined || isOption(part) || (module !== 'fts5' && first.keyword === 'TOKENIZE')) return [];
  return [{ name: first.value, type: '', notNull: false, primaryKey: 0 }];
}

/** sqlite-vec: "embedding float[64] distance_metric=cosine", "track_id integer primary key", "+auxiliary text". */
function vectorColumn(part: readonly SqlToken[]): SchemaColumn[] {
  if (isOption(part)) return [];
  const named = part[0]?.kind === 'symbol' ? part.slice(1) : part;
  const [name, ...rest] = named;
  if (name === undefined) return [];
  const key = /\s*\bprimary key\b/i;
  const type = asWritten(rest);
  return [
    {
      name: name.value,
      type: type.replace(key, '').trim(),
      notNull: false,
      primaryKey: key.test(type) ? 1 : 0,
    },
  ];
}

/** Without what stands between them but one space: FLOAT[64] is one word, though [64] by itself would be a name. */
function asWritten(tokens: readonly SqlToken[]): string {
  return tokens
    .map(({ text, start }, index) => {
      const before = tokens[index - 1];
      return before && before.start + before.text.length < start ? ` ${text}` : text;
    })
    .join('');
}

function contentOf(parts: readonly (readonly SqlToken[])[]): string | null {
  const option = parts.find((part) => isOption(part) && part[0]?.keyword === 'CONTENT');
  const value =
    option
      ?.slice(2)
      .map((token) => token.value)
      .join('') ?? '';
  // content='' means that the index keeps no text at all.
  return value === '' ? null : value;
}
