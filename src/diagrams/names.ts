import type { SourceLayout } from './diagram.ts';
import { drawn, mermaidSentence } from './escape.ts';

export type SourceDatabase = SourceLayout['databases'][number];

/** How a picture calls a database: its file, or its name where it has none. */
export function fileLabel({ name, file }: SourceDatabase): string {
  return drawn(file === ':memory:' ? `${name} (:memory:)` : file);
}

/** How titles call a layout. */
export function layoutTitle({ name, title = name }: SourceLayout): string {
  return drawn(title);
}

/** The same name to SQLite: letters of ASCII are equal in both cases, others are not. */
export function sameName(a: string, b: string): boolean {
  return foldName(a) === foldName(b);
}

export function foldName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** "er" and "three-attached" -> "er-three-attached": fit for a file name whatever the layout is called. */
export function diagramId(kind: string, layout: string): string {
  const slug = layout
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 60)
    .replace(/-$/, '');
  return slug === '' ? kind : `${kind}-${slug}`;
}

/** The first lines of every text. Mermaid makes the SVG's title and description of them. */
export function heading(type: string, title: string, description: string): readonly string[] {
  return [type, `  accTitle: ${mermaidSentence(title)}`, `  accDescr: ${mermaidSentence(description)}`];
}

export function lines(...parts: readonly (readonly string[])[]): string {
  return `${parts.flat().join('\n')}\n`;
}

/** "1 table", "3 tables". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
