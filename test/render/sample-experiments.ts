import type { ExperimentResult } from '../../src/model/experiment.ts';

/** One of each kind of result, with figures of each unit, an absent one, and the tables that the verdict reads. */
export function sampleExperiments(): ExperimentResult[] {
  const ran = {
    status: 'ran' as const,
    quick: false,
    seconds: 61.5,
    conditions: ['On an example.'],
    series: [],
    notRun: [],
  };
  return [
    {
      ...ran,
      name: 'write-contention',
      question: 'Who waits for whom?',
      shows: 'rates and waits',
      doesNotShow: 'other loads',
      tables: [
        {
          title: 'contention',
          columns: [
            { key: 'achievedIndependent', label: 'independent', unit: 'per second', better: 'higher' },
            { key: 'achievedOne', label: 'one database', unit: 'per second', better: 'higher' },
            { key: 'p99', label: 'p99', unit: 'seconds', better: 'lower' },
          ],
          rows: [
            {
              layout: 'single',
              arm: '4 writers',
              figures: { achievedIndependent: 10_000, achievedOne: 10_000, p99: 0.0123 },
              note: null,
            },
            {
              layout: 'three',
              arm: '4 writers',
              figures: { achievedIndependent: 40_000, achievedOne: 10_000, p99: null },
              note: 'too few for a p99',
            },
          ],
        },
      ],
      series: [
        {
          title: 'p99 against writers',
          x: { label: 'writers', unit: 'count', log: true },
          y: { label: 'p99', unit: 'seconds', log: true },
          lines: [
            {
              name: 'single',
              points: [
                [1, 0.001],
                [2, 0.004],
                [8, 0.0123],
              ],
            },
            {
              name: 'three',
              points: [
                [1, 0.001],
                [8, 0.002],
              ],
            },
          ],
        },
      ],
      hypotheses: [
        {
          claim: 'Splitting helps.',
          source: 'evaluation document 1.2',
          outcome: 'confirmed',
          because: '40,000 against 10,000',
        },
        { claim: 'Nothing waits.', source: 'a | page', outcome: 'refuted', because: 'it does' },
      ],
    },
    {
      ...ran,
      name: 'torn-commit',
      question: 'What tears?',
      shows: 'torn states',
      doesNotShow: 'power loss',
      tables: [
        {
          title: 'atomicity',
          columns: [
            { key: 'points', label: 'faults', unit: 'count', better: null },
            { key: 'torn', label: 'torn', unit: 'count', better: 'lower' },
          ],
          rows: [
            { layout: 'single', arm: '', figures: { points: 20, torn: 0 }, note: null },
            { layout: 'three', arm: '', figures: { points: 90, torn: 45 }, note: null },
          ],
        },
      ],
      hypotheses: [],
      notRun: [{ what: 'kills', reason: 'strace is not installed' }],
    },
    {
      ...ran,
      name: 'backup-skew',
      question: 'Do backups fit together?',
      shows: 'skew',
      doesNotShow: 'networks',
      tables: [
        {
          title: 'Backups under a constant writer',
          columns: [{ key: 'skewed', label: 'torn apart', unit: 'count', better: 'lower' }],
          rows: [
            ...['a', 'b'].map((arm) => ({ layout: 'single', arm, figures: { skewed: 0 }, note: null })),
            { layout: 'three', arm: 'a', figures: { skewed: 7 }, note: null },
            { layout: 'three', arm: 'b', figures: { skewed: 0 }, note: null },
            { layout: 'three', arm: 'c', figures: { skewed: null }, note: 'did not end' },
          ],
        },
      ],
      hypotheses: [],
    },
    {
      status: 'not run',
      name: 'cold',
      question: 'What does the first query cost?',
      shows: 'cold',
      doesNotShow: 'warm',
      reason: 'nothing can be dropped on tmpfs <script>',
      failed: false,
    },
  ];
}
