import Table from 'cli-table3';

export interface Column {
  /** Several lines where it has line breaks; shorter headings stand on the lowest line. */
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** The last cell of a row may stand across the remaining columns. */
export type TableRow = readonly (string | { readonly across: string })[];

const NO_BORDERS = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right'].flatMap((one) => [
    [one, ''],
    ...['mid', 'left', 'right'].map((other) => [`${one}-${other}`, '']),
  ]),
);

/** Aligned columns without rules, two spaces apart, no spaces at the ends of lines. Cells may hold colour. */
export function renderTable(columns: readonly Column[], rows: readonly TableRow[]): string {
  const table = new Table({
    chars: { ...NO_BORDERS, middle: '' },
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
    colAligns: columns.map((column) => column.align),
  });
  table.push(...headingRows(columns));
  for (const row of rows)
    table.push(
      row.map((cell, index) =>
        typeof cell === 'string'
          ? cell
          : { content: cell.across, colSpan: columns.length - index, hAlign: 'left' },
      ),
    );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function headingRows(columns: readonly Column[]): string[][] {
  const headings = columns.map((column) => column.heading.split('\n'));
  const height = Math.max(...headings.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    headings.map((lines) => lines[row - (height - lines.length)] ?? ''),
  );
}
