import type { ChalkInstance } from 'chalk';
import type { RunDocument } from '../model/run.ts';
import { brief, plain, wrap } from './plain.ts';
import { tally, tallyText } from './tally.ts';
import { formatBytes, formatCount } from './units.ts';
import { baseAndOthers } from './view.ts';

/** One word for a seed: its name, what it is and the start of its hash. */
export function seedText({ seed }: RunDocument): string {
  const what = seed.form === 'built-in' ? '' : seed.official ? 'official, ' : 'not an official file, ';
  return `${brief(seed.name, 60)} (${what}${plain(seed.sha256).slice(0, 8)})`;
}

/** Such as "2 cores (Some Processor)". */
function coresText({ environment }: RunDocument): string {
  return `${environment.cores} core${environment.cores === 1 ? '' : 's'} (${brief(environment.processor, 60)})`;
}

/** What was measured on what; then the answer in a line for each layout but the first. */
export function headerLines(run: RunDocument, width: number, colours: ChalkInstance): string {
  const { base, others } = baseAndOthers(run);
  const { environment, dataset } = run;
  const size = `${formatCount(dataset.tracks)} tracks, ${formatBytes(base.diskBytes)} as ${plain(base.name)}`;
  const lines = [
    colours.bold(wrap(`${seedText(run)} x ${formatCount(dataset.scale)}: ${size}`, width, '  ')),
    wrap(
      [
        `Node ${plain(environment.node).replace(/^v/, '')}`,
        `SQLite ${plain(environment.sqlite)}`,
        coresText(run),
        plain(environment.fileSystem),
        plain(environment.operatingSystem),
      ].join(' · '),
      width,
      '  ',
    ),
  ];
  const outcome = outcomeText(run);
  if (outcome) lines.push(colours.yellow(wrap(outcome, width, '  ')));
  const answers = others.map(({ name }) => {
    const counts = tallyText(tally(run, name, base.name));
    return wrap(
      `${plain(name)} against ${plain(base.name)}, ${run.scenarios.length} scenarios: ${counts}`,
      width,
      '  ',
    );
  });
  if (run.scenarios.length > 0 && answers.length > 0) lines.push('', ...answers);
  return lines.join('\n');
}

/** Said before any figure of a run that is not whole; undefined when it is. */
function outcomeText({ outcome }: RunDocument): string | undefined {
  if (outcome === 'complete') return undefined;
  return outcome === 'interrupted'
    ? 'interrupted: these are the figures up to then, and not the whole run'
    : 'incomplete: something could not be measured, see "failed" below';
}
