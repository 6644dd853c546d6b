import { rm } from 'node:fs/promises';
import { freshCopy } from '../database/folders.ts';
import { openLayout } from '../database/open.ts';
import { auditOrphans } from '../database/orphans.ts';
import { FOREIGN_KEYS, isCut } from '../database/schema/index.ts';
import type { ExperimentRow, Hypothesis } from '../model/experiment.ts';
import { throwIfInterrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { formatSeconds } from '../render/units.ts';
import { median } from '../stats/summary.ts';
import { defineExperiment, type ExperimentContext, placements } from './experiment.ts';

import { tryOrphans } from './orphans/let-in.ts';

const REPEATS = 5;

export default defineExperiment({
  name: 'orphans',
  question: 'What do the foreign keys that a split cuts let through, and what does finding it cost?',
  shows:
    'for each foreign key whether a row without its parent is refused, and how long an audit of the cut ones takes',
  doesNotShow: 'how often an application would write such rows',
  run: async (context) => {
    const layouts = placements(context.layouts);
    const rows: ExperimentRow[] = [];
    for (const [index, layout] of layouts.entries()) {
      context.onProgress(layout.name, index / layouts.length);
      rows.push(await orphansOf(layout, context));
      throwIfInterrupted(context.signal);
    }
    return {
      conditions: [
        'On a copy of the data, for each foreign key: a child is given a parent that does not exist, and a parent that has children is deleted; each on its own and taken back, but for the children of the cut keys, which are left for the audit to find.',
        `The audit looks for children without a parent of every cut key: one statement where one connection sees both tables, otherwise the keys of both are read in order and compared in the application. Median of ${REPEATS}.`,
      ],
      tables: [
        {
          title: 'Foreign keys',
          columns: [
            { key: 'keys', label: 'foreign keys', unit: 'count', better: null },
            { key: 'children', label: 'children without parent let in', unit: 'count', better: 'lower' },
            { key: 'parents', label: 'parents with children deleted', unit: 'count', better: 'lower' },
            { key: 'left', label: 'orphans left in', unit: 'count', better: 'lower' },
            { key: 'found', label: 'found by the audit', unit: 'count', better: 'higher' },
            { key: 'audit', label: 'audit took', unit: 'seconds', better: 'lower' },
            { key: 'rows', label: 'rows handed to the application', unit: 'count', better: 'lower' },
          ],
          rows,
        },
      ],
      series: [],
      hypotheses: hypotheses(layouts, rows),
      notRun: [],
    };
  },
});

async function orphansOf(layout: Layout, { built, work }: ExperimentContext): Promise<ExperimentRow> {
  const copy = await freshCopy(layout, await built(layout), work);
  const open = openLayout(layout, copy.folder);
  try {
    const tried = FOREIGN_KEYS.map((key) => ({ key, ...tryOrphans(open, key, isCut(layout, key)) }));
    const cut = FOREIGN_KEYS.filter((key) => isCut(layout, key));
    const audits = Array.from({ length: cut.length === 0 ? 0 : REPEATS }, () => auditOrphans(open, cut));
    const [audit] = audits;
    return {
      layout: layout.name,
      arm: '',
      figures: {
        keys: FOREIGN_KEYS.length,
        children: tried.filter(({ childLetIn }) => childLetIn).length,
        parents: tried.filter(({ parentDeleted }) => parentDeleted).length,
        left: tried.filter(({ key, childLetIn }) => childLetIn && isCut(layout, key)).length,
        found: audit?.orphans ?? null,
        audit: audits.length === 0 ? null : median(audits.map(({ seconds }) => seconds)),
        rows: audit?.rows ?? null,
      },
      note: cut.length === 0 ? 'cuts none: there is nothing to audit' : null,
    };
  } finally {
    open.close();
    await rm(copy.folder, { recursive: true, force: true });
  }
}

function hypotheses(layouts: readonly Layout[], rows: readonly ExperimentRow[]): Hypothesis[] {
  const cutBy = new Map(
    layouts.map((layout) => [layout.name, FOREIGN_KEYS.filter((key) => isCut(layout, key)).length]),
  );
  const asCut = rows.every(({ layout, figures }) => figures.children === cutBy.get(String(layout)));
  const audited = rows.filter(({ figures }) => typeof figures.found === 'number');
  const all = audited.every(({ figures }) => figures.found === figures.left);
  return [
    {
      claim:
        'A foreign key is enforced within one file and lost across files: as many let orphans in as the layout cuts.',
      source:
        'sqlite.org/foreignkeys.html; evaluation document 2.2, "Cross-Database References (Application Level)"',
      outcome: !asCut ? 'refuted' : [...cutBy.values()].some((cut) => cut > 0) ? 'confirmed' : 'not measured',
      because: rows
        .map(
          ({ layout, figures }) =>
            `${layout}: ${figures.children} of ${figures.keys} let in, ${cutBy.get(String(layout))} cut`,
        )
        .join('; '),
    },
    {
      claim: 'An audit by anti-join finds every orphan that the cut keys let in.',
      source: 'our own; it is what is left to do where a key cannot be declared',
      outcome: audited.length === 0 ? 'not measured' : all ? 'confirmed' : 'refuted',
      because:
        audited.length === 0
          ? 'no layout cuts a foreign key'
          : audited
              .map(
                ({ layout, figures: { found, left, audit } }) =>
                  `${layout}: ${found} of ${left} found in ${typeof audit === 'number' ? formatSeconds(audit) : ''}`,
              )
              .join('; '),
    },
  ];
}
