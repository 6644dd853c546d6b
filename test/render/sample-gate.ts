import type {
  BudgetResult,
  Change,
  ChangeRow,
  FigureChange,
  Gate,
  TimeChange,
} from '../../src/model/gate.ts';

/** Hand-made gates. Every figure is written down here; nothing was measured. */

export function timed(verdict: TimeChange['verdict'], ratio: number, half = 0.04): TimeChange {
  const baseSeconds = 15.4e-3;
  return {
    statistic: 'median',
    baseSeconds,
    headSeconds: baseSeconds * ratio,
    ratio,
    interval: { low: ratio - half, high: ratio + half, level: 0.95 },
    shiftSeconds: baseSeconds * (ratio - 1),
    p: 0.001,
    adjustedP: 0.02,
    threshold: 0.02,
    floor: 0.01,
    smallestEffect: half,
    verdict,
  };
}

const LEVELS = { slower: 'fail', faster: 'pass', same: 'pass', inconclusive: 'open' } as const;

export function row(name: string, time: TimeChange | null, changes: Partial<ChangeRow> = {}): ChangeRow {
  const [kind = '', scenario = ''] = name.split('/');
  return {
    kind,
    scenario,
    layout: 'single',
    time,
    whyNoTime: null,
    figures: [],
    figuresEqual: 3,
    level: time ? LEVELS[time.verdict] : 'pass',
    ...changes,
  };
}

export const PLAN: FigureChange = {
  figure: 'query plan',
  unit: 'text',
  base: 'SCAN a\n  SEARCH t USING INDEX tracks_by_album (album_id=?)\nUSE TEMP B-TREE FOR ORDER BY',
  head: 'SCAN a\n  SCAN t\nUSE TEMP B-TREE FOR ORDER BY',
  effect: 'worse',
  level: 'fail',
};

export const WAL_BYTES: FigureChange = {
  figure: 'WAL bytes per call',
  unit: 'bytes',
  base: 4120,
  head: 8240,
  effect: 'worse',
  level: 'warn',
};

export const RECALL: FigureChange = {
  figure: 'recall at 10',
  unit: 'fraction',
  base: 0.9,
  head: 0.95,
  effect: 'better',
  level: 'pass',
};

export function layoutRow(layout: string, figures: FigureChange[]): ChangeRow {
  const base = { kind: null, scenario: null, time: null, whyNoTime: null, figuresEqual: 40 };
  return { ...base, layout, figures, level: figures.length > 0 ? 'warn' : 'pass' };
}

export function change(rows: ChangeRow[], changes: Partial<Change> = {}): Change {
  const side = { run: null, version: '0.2.0', node: '24.21.0', sqlite: '3.54.1' };
  return {
    base: { ...side, label: 'main', commit: 'a71be02c0ffee' },
    head: { ...side, label: 'head', commit: '3f2c1a9c0ffee' },
    pairing: 'alternating',
    foreign: [],
    rows,
    onlyBase: [],
    onlyHead: [],
    outcome: 'pass',
    ...changes,
  };
}

export function budget(scenario: string, changes: Partial<BudgetResult> = {}): BudgetResult {
  return {
    kind: 'join',
    scenario,
    layout: 'single',
    figure: 'median',
    unit: 'seconds',
    limit: 1e-3,
    atLeast: false,
    value: 0.5e-3,
    interval: null,
    level: 'pass',
    ...changes,
  };
}

/** One layout: one regression with a changed plan, the rest the same. */
export function oneRegression(): Gate {
  const same = Array.from({ length: 21 }, (_, i) => row(`select/s-${i}`, timed('same', 1, 0.012 + i / 1000)));
  const slower = row('join/best-selling-artists', timed('slower', 1.31), { figures: [PLAN] });
  return { outcome: 'fail', change: change([...same, slower], { outcome: 'fail' }), budgets: [] };
}

/** Two layouts, stored runs, every kind of row, budgets and layout figures. */
export function everything(): Gate {
  const rows = [
    row('select/track-by-id', timed('same', 1.001, 0.012)),
    row('cache/cache-hit', timed('faster', 0.9)),
    row('cache/cache-miss', timed('faster', 0.5)),
    row('join/customer-invoices', timed('slower', 1.08), { level: 'warn' }),
    row('join/best-selling-artists', timed('slower', 1.31), { layout: 'three', figures: [PLAN] }),
    row('join/best-selling-artists', timed('same', 1.004), { figures: [PLAN], level: 'fail' }),
    row('crossing/users-with-their-spending', timed('inconclusive', 1.05, 0.2), { layout: 'three' }),
    row(
      'write/write-comment',
      { ...timed('same', 1.01), statistic: 'mean' },
      { figures: [WAL_BYTES], level: 'warn' },
    ),
    row('vector/vector-nearest', { ...timed('inconclusive', 1.02), interval: null }, { figures: [RECALL] }),
    row('fts/fts-tracks', null, { whyNoTime: 'head failed: no such table: tracks_fts', level: 'open' }),
    row('fts/fts-albums', null, { whyNoTime: 'the reference query did not run' }),
    layoutRow('single', []),
    layoutRow('three', [
      {
        figure: 'pages of chinook_tracks',
        unit: 'count',
        base: 4120,
        head: 5120,
        effect: 'worse',
        level: 'warn',
      },
      {
        figure: 'PRAGMA journal_mode of main',
        unit: 'text',
        base: 'wal',
        head: null,
        effect: 'changed',
        level: 'pass',
      },
    ]),
  ];
  const compared = change(rows, {
    pairing: 'stored',
    outcome: 'fail',
    onlyBase: ['join/old'],
    onlyHead: ['flow/new'],
  });
  compared.head.sqlite = '3.54.2';
  compared.base = { ...compared.base, label: 'ci/base.json', commit: null, run: '20261122-155701' };
  return {
    outcome: 'fail',
    change: compared,
    budgets: [
      budget('best-selling-artists', {
        value: 1.31e-3,
        interval: { low: 1.27e-3, high: 1.35e-3, level: 0.95 },
        level: 'fail',
      }),
      budget('customer-invoices', { value: 1.0004e-3, level: 'warn' }),
      budget('album-with-tracks', {
        value: 0.99e-3,
        interval: { low: 0.9e-3, high: 1.1e-3, level: 0.95 },
        level: 'open',
      }),
      budget('absent', {
        value: null,
        level: 'open',
        figure: 'recallAt10',
        unit: 'fraction',
        atLeast: true,
        limit: 0.9,
      }),
      budget('a'),
      budget('b', { unit: 'bytes', figure: 'walBytesPerCall', limit: 8192, value: 4120 }),
    ],
  };
}

/** Another processor: nothing but figures without noise is compared. */
export function foreign(): Gate {
  const why = 'the environments differ';
  const rows = [row('select/track-by-id', null, { whyNoTime: why }), row('join/x', null, { whyNoTime: why })];
  const compared = change(rows, {
    pairing: 'stored',
    outcome: 'not-comparable',
    foreign: [
      { what: 'processor', base: 'AMD EPYC', head: 'Intel Xeon' },
      { what: 'cores', base: '2', head: '4' },
    ],
  });
  return { outcome: 'not-comparable', change: compared, budgets: [] };
}

/** Every text that users write is `text`. */
export function hostileGate(text: string): Gate {
  const gate = everything();
  const { change: all } = gate;
  if (all === null) throw new TypeError('a sample has a change');
  for (const side of [all.base, all.head])
    Object.assign(side, { label: text, commit: text, version: text, node: text, sqlite: text });
  all.base.sqlite += '.';
  all.foreign = [{ what: text, base: text, head: `${text}.` }];
  all.onlyBase = [text];
  all.onlyHead = [text];
  for (const one of all.rows) {
    if (one.scenario !== null) Object.assign(one, { kind: text, scenario: text });
    Object.assign(one, { layout: `${one.layout}${text}`, whyNoTime: one.time ? null : text });
    one.figures = [
      ...one.figures,
      { figure: text, unit: 'text', base: `${text}\n${text}\na`, head: text, effect: 'worse', level: 'warn' },
      { figure: 'plan', unit: 'text', base: text, head: `${text}.`, effect: 'changed', level: 'warn' },
      { figure: text, unit: 'text', base: null, head: text, effect: 'changed', level: 'warn' },
    ];
  }
  for (const one of gate.budgets)
    Object.assign(one, { kind: text, scenario: text, layout: text, figure: text });
  return gate;
}
