import { z } from 'zod';

/** What SQLite itself says of a database file: read from it, never from the code that made it. */

const name = z.string().describe('as the database has it: any text at all');

export const SchemaColumn = z.object({
  name,
  type: z.string().describe('as declared; empty where none was'),
  notNull: z.boolean(),
  primaryKey: z.number().int().nonnegative().describe('place in the primary key from 1; 0: not in it'),
});
export type SchemaColumn = z.infer<typeof SchemaColumn>;

export const SchemaForeignKey = z.object({
  columns: z.array(name).min(1),
  table: name.describe('that is referred to; it need not exist, in this database or at all'),
  references: z
    .array(name)
    .describe('columns there; empty where they are not named and the table is not there'),
});
export type SchemaForeignKey = z.infer<typeof SchemaForeignKey>;

export const TABLE_KINDS = ['table', 'full-text', 'vector', 'virtual', 'view'] as const;

export const SchemaTable = z.object({
  name,
  kind: z.enum(TABLE_KINDS).describe('full-text: fts3 to fts5; vector: vec0; virtual: any other module'),
  columns: z.array(SchemaColumn),
  unique: z
    .array(z.array(name))
    .describe('column sets that a unique index over all rows holds apart, beside the primary key'),
  foreignKeys: z.array(SchemaForeignKey),
  indexes: z
    .array(z.object({ table: name, by: z.enum(['content', 'trigger', 'name']) }))
    .describe(
      'of a full-text or vector table, what it indexes. content: it is its content table, or behind its content view; ' +
        "trigger: a trigger of that table writes it; name: its key is called like that table's (track_id: ...tracks)",
    ),
  readsFrom: z.array(name).describe('tables and views that a view reads; empty for what is no view'),
});
export type SchemaTable = z.infer<typeof SchemaTable>;

export const SchemaTrigger = z.object({
  name,
  table: name,
  event: z.string().describe('such as "AFTER UPDATE"'),
  writes: z.array(name).describe('tables that its body changes'),
});
export type SchemaTrigger = z.infer<typeof SchemaTrigger>;

/** Tables without SQLite's own and without the shadow tables of virtual ones; names sorted as in sqlite_schema. */
export const DatabaseSchema = z.object({
  tables: z.array(SchemaTable),
  triggers: z.array(SchemaTrigger),
});
export type DatabaseSchema = z.infer<typeof DatabaseSchema>;
