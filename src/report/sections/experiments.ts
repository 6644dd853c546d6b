import type { ExperimentResult, ExperimentTable } from '../../model/experiment.ts';
import type { RunDocument } from '../../model/run.ts';
import { headsOf } from '../../render/experiments.ts';
import { formatFigure } from '../../render/figure.ts';
import { formatSeconds } from '../../render/units.ts';
import { code, text } from '../escape.ts';
import { columns, list, markdownTable, section } from '../markdown-table.ts';

/** What the experiments found, each with its tables and hypotheses. @param images Markdown of the charts of one, by name */
export function experimentsSection(run: RunDocument, images: (name: string) => string = () => ''): string {
  return section(
    '## Experiments',
    ...run.experiments.map((result) => experimentSection(result, images(result.name))),
  );
}

function experimentSection(result: ExperimentResult, images: string): string {
  const heading = `### ${text(result.name)}`;
  if (result.status === 'not run')
    return section(heading, text(result.question), `Not run: ${text(result.reason)}`);
  const { tables, hypotheses, notRun, conditions, quick, seconds } = result;
  return section(
    heading,
    `${text(result.question)} ${text(result.shows)} Not shown: ${text(result.doesNotShow)}`,
    markdownTable(
      columns('Hypothesis', 'Source', 'Outcome', 'Because'),
      hypotheses.map(({ claim, source, outcome, because }) => [
        text(claim),
        text(source),
        `**${outcome}**`,
        text(because),
      ]),
    ),
    ...tables.map(tableText),
    images,
    list([
      ...notRun.map(({ what, reason }) => `Not run: ${text(what)}: ${text(reason)}`),
      ...conditions.map(text),
      `${quick ? 'Short form: for a first look. ' : ''}It took ${formatSeconds(seconds)}.`,
    ]),
  );
}

function tableText({ title, columns: all, rows }: ExperimentTable): string {
  const heads = headsOf(rows);
  const used = all.filter(({ key }) => rows.some(({ figures }) => typeof figures[key] === 'number'));
  const noted = rows.some(({ note }) => note !== null);
  return section(
    `**${text(title)}**`,
    markdownTable(
      columns(
        ...heads.map(({ heading }) => heading[0]?.toUpperCase() + heading.slice(1)),
        ...used.map(({ label }) => `>${text(label)}`),
        ...(noted ? ['Note'] : []),
      ),
      rows.map((row) => [
        ...heads.map(({ heading, of }) =>
          heading === 'layout' && row.layout !== null ? code(row.layout) : text(of(row)),
        ),
        ...used.map(({ key, unit }) => formatFigure(row.figures[key], unit)),
        ...(noted ? [row.note === null ? '' : text(row.note)] : []),
      ]),
    ),
  );
}
