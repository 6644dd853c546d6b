export interface MarkdownColumn {
  readonly heading: string;
  readonly align?: 'right';
}

/** Columns from left to right; a heading with `>` in front is aligned to the right. */
export function columns(...headings: readonly string[]): readonly MarkdownColumn[] {
  return headings.map((heading) =>
    heading.startsWith('>') ? { heading: heading.slice(1), align: 'right' } : { heading },
  );
}

/** A GitHub Markdown table. Cells must be escaped already (escape.ts); an absent figure is an empty cell. */
export function markdownTable(head: readonly MarkdownColumn[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |').replaceAll('|  |', '| |');
  return [
    line(head.map(({ heading }) => heading)),
    line(head.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** A heading with what belongs under it; parts that are empty are left out, and all of it when nothing is left. */
export function section(heading: string, ...parts: readonly string[]): string {
  const filled = parts.filter((part) => part !== '');
  return filled.length === 0 ? '' : [heading, ...filled].join('\n\n');
}

/** A bullet list; '' when there is nothing. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
