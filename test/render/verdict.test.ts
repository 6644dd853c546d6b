import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { LayoutVerdict, Verdict } from '../../src/model/verdict.ts';
import { renderVerdict } from '../../src/render/verdict.ts';
import { beyond, effectText, recommendationText } from '../../src/render/verdict-words.ts';

const SCREEN = { color: false, width: 100 };

function layout(change: Partial<LayoutVerdict> = {}): LayoutVerdict {
  const exact = (value: number) => ({ value, low: value, high: value });
  const figure = { kind: 'ratio', value: 1, none: { low: 1, high: 1 } } as const;
  const known = (value: number) => ({ status: 'known', effect: exact(value), figure, says: '' }) as const;
  return {
    layout: 'three',
    databases: 3,
    criteria: [
      { name: 'write', title: 'write latency', heading: null, weight: 1, judgement: known(0.43) },
      { name: 'operations', title: 'operations', heading: null, weight: 1, judgement: known(-0.625) },
      { name: 'disk', title: 'disk', heading: null, weight: 1, judgement: known(0.001) },
      {
        name: 'backup',
        title: 'backup',
        heading: null,
        weight: 1,
        judgement: { status: 'unknown', why: 'x' },
      },
    ],
    score: exact(-0.07),
    known: 0.75,
    outcome: 'worse',
    changes: [
      { kind: 'weight', criterion: 'write', to: 'better', direction: 'above', limit: 2.581, now: 1 },
      { kind: 'weight', criterion: 'operations', to: 'better', direction: 'below', limit: 0.01, now: 1 },
    ],
    ...change,
  };
}

function verdict(change: Partial<Verdict> = {}): Verdict {
  return {
    base: 'single',
    baseDatabases: 1,
    weights: {} as Verdict['weights'],
    margin: 0.02,
    layouts: [layout()],
    recommendation: { kind: 'keep' },
    caveats: [],
    ...change,
  };
}

describe('the verdict on a screen', () => {
  it('the answer first, then why, what would change it and of what less should be believed', () => {
    assert.equal(
      renderVerdict(verdict({ caveats: ['quick'] }), SCREEN),
      [
        'On these figures: keep one file.',
        '  three against single, by 3 of 4 criteria: -0.07 on a scale of -1 to +1; for it write latency',
        '    +0.43; against it operations -0.63.',
        '  three wins with --weights write=2.59 or more; unknown: backup.',
        '  A quick run on small data: a first look, not for decisions.',
        '',
      ].join('\n'),
    );
  });

  it('names of layouts cannot speak to the terminal', () => {
    const text = renderVerdict(verdict({ layouts: [layout({ layout: '\u001b[31mx\n' })] }), SCREEN);
    assert.ok(!text.includes('\u001b'));
  });

  it('without a score says that nothing is known', () => {
    const open = verdict({
      layouts: [layout({ score: null, known: 0, outcome: 'undecided', changes: [] })],
      recommendation: { kind: 'undecided', layouts: ['three'] },
    });
    assert.match(
      renderVerdict(open, SCREEN),
      /not decided: too little is known of three\.\n.*no criterion is known\./s,
    );
  });
});

it('each recommendation in words', () => {
  const text = (change: Partial<Verdict>) => recommendationText(verdict(change), (name) => name);
  assert.equal(text({}), 'keep one file');
  assert.equal(text({ baseDatabases: 2, base: 'two' }), 'keep two');
  assert.equal(
    text({ recommendation: { kind: 'same', layouts: ['three'] } }),
    'no material difference between single and three',
  );
  assert.equal(
    text({ recommendation: { kind: 'prefer', layout: 'three', alike: [] } }),
    'take three, not single',
  );
  assert.equal(
    text({ recommendation: { kind: 'prefer', layout: 'three', alike: ['two'] } }),
    'take three (or two, too close to it to tell), not single',
  );
});

it('a limit is rounded to what lies beyond it', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 990, noNaN: true }), (limit) => {
      const [above, below] = [Number(beyond(limit, 'above')), Number(beyond(limit, 'below'))];
      assert.ok(above > limit && above <= limit * 1.0101);
      assert.ok(below < limit && below >= limit * 0.9899);
    }),
  );
});

it('an effect that would print as 0.00 is 0', () => {
  assert.deepEqual([0.004, -0.004, 0.43, -0.0673].map(effectText), ['0', '0', '+0.43', '-0.07']);
});
