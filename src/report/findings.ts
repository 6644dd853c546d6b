import type { RunDocument } from '../model/run.ts';
import type { Comparison } from '../model/run-trials.ts';
import type { CriterionName } from '../model/verdict.ts';
import { memoryOf } from '../render/totals.ts';
import { formatBytes } from '../render/units.ts';
import { baseAndOthers } from '../render/view.ts';
import { claimsTally } from './claims-tally.ts';
import { code, text } from './escape.ts';
import { comparedOn, furthestText, speedText } from './findings-speed.ts';
import { CRITERION_LIST } from './verdict/criteria.ts';
import { shareOf } from './verdict/criterion.ts';

/** So many stand on top; the rest is said where its evidence is. */
const MOST = 3;

interface Finding {
  /** On the verdict's scale, from 0 to 1: the share that is saved or lost. 0 for what is no difference. */
  readonly size: number;
  readonly text: string;
}

/**
 * The largest findings in sentences of Markdown, one of each sort: the most lost and the most gained among decided
 * differences of time, foreign keys, transactions and memory. Only where there are fewer than three differences,
 * sentences without one fill up. Every one is computed; none is said without its figure.
 */
export function findings(run: RunDocument): readonly string[] {
  const { others } = baseAndOthers(run);
  const candidates = [
    ...extreme(run, 'slower', 'Most lost'),
    ...extreme(run, 'faster', 'Most gained'),
    ...foreignKeys(run),
    ...transactions(run),
    ...others.map(({ name }) => ({ size: 0, text: speedText(run, name) })),
    ...memory(run),
    ...claimsTally(run).map((sentence) => ({ size: 0, text: sentence })),
  ];
  return candidates
    .sort((a, b) => b.size - a.size)
    .slice(0, MOST)
    .map((one) => one.text);
}

/** Over all layouts and scenarios, of the differences that were decided. */
function extreme(run: RunDocument, verdict: 'slower' | 'faster', label: string): Finding[] {
  const { others } = baseAndOthers(run);
  const size = ({ ratio }: Comparison) => Math.abs(shareOf(ratio, { low: 1, high: 1 }));
  const [found] = others
    .flatMap(({ name }) => comparedOn(run, name))
    .filter(({ comparison }) => comparison.verdict === verdict)
    .sort((a, b) => size(b.comparison) - size(a.comparison));
  return found ? [{ size: size(found.comparison), text: `**${label}**: ${furthestText(run, found)}` }] : [];
}

function foreignKeys(run: RunDocument): Finding[] {
  const losing = run.layouts.filter(({ foreignKeys: { cut } }) => cut.length > 0);
  if (losing.length === 0)
    return [{ size: 0, text: '**Foreign keys**: every layout of this run enforces all of them.' }];
  const each = losing.map(
    ({ name, foreignKeys: { enforced, cut } }) =>
      `${code(name)} cannot enforce ${cut.length} of ${enforced.length + cut.length}`,
  );
  return [{ size: largest(run, 'integrity'), text: `**Foreign keys**: ${each.join('; ')}.` }];
}

function transactions(run: RunDocument): Finding[] {
  const size = largest(run, 'atomicity');
  const each = judged(run, 'atomicity').flatMap(({ layout, judgement }) =>
    judgement.status === 'known' && judgement.effect.value < 0
      ? [`on ${code(layout)} ${text(judgement.says)}`]
      : [],
  );
  return each.length === 0 ? [] : [{ size, text: `**Transactions**: ${each.join('; ')}.` }];
}

/** Only layouts of one measure stand in one sentence: private and resident memory are not comparable. */
function memory(run: RunDocument): Finding[] {
  const used = run.layouts.flatMap(({ name }) => {
    const use = memoryOf(run, name);
    return use ? [{ name, use }] : [];
  });
  const [first] = used;
  if (first === undefined || used.some(({ use }) => use.measure !== first.use.measure)) return [];
  const each = used.map(
    ({ name, use }) => `${code(name)} ${formatBytes(use.addedBytes)} (${formatBytes(use.totalBytes)})`,
  );
  return [
    {
      size: largest(run, 'memory'),
      text:
        `**Memory**, ${first.use.measure}, added by opening and using the databases (and of the whole process): ` +
        `${each.join(', ')}.`,
    },
  ];
}

function judged(run: RunDocument, name: CriterionName) {
  const { base, others } = baseAndOthers(run);
  return CRITERION_LIST.filter((criterion) => criterion.name === name).flatMap((criterion) =>
    others.map((layout) => ({ layout: layout.name, judgement: criterion.judge(run, layout, base) })),
  );
}

/** The largest effect of a criterion, to either side. */
function largest(run: RunDocument, name: CriterionName): number {
  return Math.max(
    0,
    ...judged(run, name).map(({ judgement }) =>
      judgement.status === 'known' ? Math.abs(judgement.effect.value) : 0,
    ),
  );
}
