import type { RunDocument } from '../../model/run.ts';
import { failedRows, warningText } from '../../render/view.ts';
import { code, text } from '../escape.ts';
import { columns, list, markdownTable, section } from '../markdown-table.ts';

export function failuresSection(run: RunDocument): string {
  const rows = failedRows(run).map(({ what, layout, reason }) => [code(what), code(layout), text(reason)]);
  if (rows.length === 0) return '';
  return section(
    '## Failed',
    'Nothing is known of these.',
    markdownTable(columns('What', 'Layout', 'Reason'), rows),
  );
}

export function warningsSection(run: RunDocument): string {
  return section('## Warnings', list(run.warnings.map((warning) => text(warningText(warning)))));
}
