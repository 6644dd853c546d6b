import type { TableName } from '../../model/tables.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable?: boolean;
  readonly default?: string;
  /** A foreign key to this table's `id`; left out where the layout puts the two tables on different files. */
  readonly references?: TableName;
}

export interface Index {
  readonly columns: readonly string[];
  readonly unique?: boolean;
}

export interface Table {
  readonly name: TableName;
  /** The first column is the primary key unless `primaryKey` lists others (then the table is WITHOUT ROWID). */
  readonly columns: readonly Column[];
  readonly primaryKey?: readonly string[];
  readonly indexes?: readonly Index[];
}

/** A foreign key of the schema, by name. */
export interface ForeignKey {
  readonly table: TableName;
  readonly column: string;
  readonly references: TableName;
}

type Extras = Omit<Column, 'name' | 'type'>;

export function column(name: string, type: string, extras: Extras = {}): Column {
  return { name, type, ...extras };
}

/** SQLite's rowid alias; the document's "bigint id PK" would not be one if declared BIGINT. */
export const id: Column = column('id', 'INTEGER');

export const timestamps: readonly Column[] = [
  column('created_at', 'DATETIME'),
  column('updated_at', 'DATETIME'),
];

export function reference(name: string, references: TableName, extras: Extras = {}): Column {
  return column(name, 'INTEGER', { references, ...extras });
}

export function foreignKeysOf(table: Table): readonly ForeignKey[] {
  return table.columns.flatMap((one) =>
    one.references ? [{ table: table.name, column: one.name, references: one.references }] : [],
  );
}

/** CREATE TABLE in the schema `place`, with the foreign keys for which `keep` says yes. */
export function createTableSql(table: Table, place: string, keep: (key: ForeignKey) => boolean): string {
  const [first] = table.columns;
  const lines = table.columns.map((one) => {
    const key = table.primaryKey === undefined && one === first ? ' PRIMARY KEY' : '';
    const filled = one.default === undefined ? '' : ` DEFAULT ${one.default}`;
    return `  ${one.name} ${one.type}${key}${one.nullable || (key && one.type === 'INTEGER') ? '' : ' NOT NULL'}${filled}`;
  });
  if (table.primaryKey) lines.push(`  PRIMARY KEY (${table.primaryKey.join(', ')})`);
  for (const key of foreignKeysOf(table).filter(keep))
    lines.push(`  FOREIGN KEY (${key.column}) REFERENCES ${key.references} (id)`);
  const rowid = table.primaryKey ? ' WITHOUT ROWID' : '';
  return `CREATE TABLE ${place}.${table.name} (\n${lines.join(',\n')}\n)${rowid}`;
}

/** CREATE INDEX statements; the index lies in the schema of its table. */
export function createIndexSql(table: Table, place: string): readonly string[] {
  return (table.indexes ?? []).map(({ columns, unique }) => {
    const name = `${table.name}_${columns.join('_')}${unique ? '_unique' : ''}`;
    return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${place}.${name} ON ${table.name} (${columns.join(', ')})`;
  });
}
