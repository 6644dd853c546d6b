import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Gate } from '../../src/model/gate.ts';
import { renderGate } from '../../src/render/gate.ts';
import { budgetText } from '../../src/render/gate-budgets.ts';
import { figureText } from '../../src/render/gate-figures.ts';
import { outcomeText } from '../../src/render/gate-outcome.ts';
import { groupRows, rowName } from '../../src/render/gate-rows.ts';
import { rowWords } from '../../src/render/gate-words.ts';
import { assertGolden } from './golden.ts';
import {
  budget,
  change,
  everything,
  foreign,
  hostileGate,
  oneRegression,
  PLAN,
  RECALL,
  row,
  timed,
  WAL_BYTES,
} from './sample-gate.ts';
import { HOSTILE } from './sample-run.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character starts a colour
const COLOUR = /\u001b\[\d+m/g;
const at = (gate: Gate, width: number) => renderGate(gate, { color: false, width });
const SAMPLES = { oneRegression, everything, foreign, hostile: () => hostileGate(HOSTILE) };

describe('the screen of a gate', () => {
  for (const [name, make] of Object.entries(SAMPLES)) {
    it(`${name}: a valid document, within 80 and 120 columns`, () => {
      Gate.parse(make());
      for (const width of [80, 120]) {
        const text = at(make(), width);
        for (const line of text.split('\n')) assert.ok(line.length <= width, line);
        assertGolden(`gate-${name}-${width}.txt`, text);
      }
    });

    it(`${name}: colour adds nothing but colour`, () => {
      const coloured = renderGate(make(), { color: true, width: 120 });
      assert.notEqual(coloured, at(make(), 120));
      assert.equal(coloured.replaceAll(COLOUR, ''), at(make(), 120));
    });
  }

  it('lets no control character and no command to GitHub through, whatever names are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('::error::x', '##[group]x', 'x ::stop::'),
    );
    fc.assert(
      fc.property(text, (name) => {
        const screen = at(hostileGate(name), 80);
        assert.doesNotMatch(screen, /[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u);
        assert.doesNotMatch(screen, /^\s*::|##\[/m);
      }),
    );
  });

  it('says what stored runs are compared by', () => {
    assert.match(at(everything(), 120), /relative to the reference query/);
    assert.doesNotMatch(at(oneRegression(), 120), /reference query/);
  });

  it('budgets alone have nothing to be compared with', () => {
    const text = at({ outcome: 'pass', change: null, budgets: [budget('a')] }, 80);
    assert.equal(text, '1 budget, nothing to compare with\n  1 budget met\npass\n');
  });

  it('cuts a plan of hundreds of lines and says how many are left', () => {
    const head = Array.from({ length: 100 }, (_, i) => `SCAN t${i}`).join('\n');
    const rows = [row('join/x', timed('slower', 2), { figures: [{ ...PLAN, base: null, head }] })];
    const text = at({ outcome: 'fail', change: change(rows), budgets: [] }, 80);
    assert.equal(text.match(/\+ SCAN/g)?.length, 12);
    assert.match(text, /and 88 more lines/);
  });
});

it('rows that matter come worst first; what is the same is only counted', () => {
  const { matter, same, untimed, layouts } = groupRows(everything().change?.rows ?? []);
  assert.deepEqual(
    matter.map((one) => `${rowWords(one)} ${rowName(one)} ${one.layout}`),
    [
      'slower join/best-selling-artists three',
      'worse join/best-selling-artists single',
      'inconclusive crossing/users-with-their-spending three',
      'inconclusive vector/vector-nearest single',
      'undecided fts/fts-tracks single',
      'slower (warning) join/customer-invoices single',
      'worse (warning) write/write-comment single',
      'faster cache/cache-miss single',
      'faster cache/cache-hit single',
    ],
  );
  assert.deepEqual([same.length, untimed.length, layouts.length], [1, 1, 1]);
});

it('a row has a word for what happened, and its level where that is not the usual one', () => {
  const words = (...args: Parameters<typeof row>) => rowWords(row(...args));
  assert.equal(words('a/b', timed('slower', 2), { level: 'pass' }), 'slower (allowed)');
  assert.equal(words('a/b', timed('inconclusive', 1), { level: 'fail' }), 'inconclusive (fails)');
  assert.equal(words('a/b', timed('faster', 0.5), { level: 'fail', figures: [PLAN] }), 'worse');
  const changed = { ...PLAN, effect: 'changed' } as const;
  assert.equal(
    words('a/b', timed('same', 1), { level: 'fail', figures: [RECALL, changed] }),
    'changed (fails)',
  );
  assert.equal(words('a/b', timed('same', 1), { figures: [RECALL] }), 'better');
  assert.equal(words('a/b', null), 'no time');
  assert.equal(words('a/b', null, { level: 'fail', whyNoTime: 'head failed: no such table' }), 'failed');
});

it('figures that differ never read the same', () => {
  assert.equal(figureText(WAL_BYTES), 'WAL bytes per call: 4,120 -> 8,240, worse (warning)');
  assert.equal(
    figureText({ ...RECALL, base: 0.90001, head: 0.90002 }),
    'recall at 10: 90.001 % -> 90.002 %, better',
  );
  assert.match(figureText({ ...WAL_BYTES, base: 4120 + 1 / 3, head: 5120.5 }), /4,120\.33 -> 5,120\.5,/);
  assert.match(figureText({ ...WAL_BYTES, base: 4120.251, head: 4120.252 }), /4120\.251 -> 4120\.252,/);
  const [old, fresh] = ['a'.repeat(64), `${'a'.repeat(63)}b`];
  const bytecode = { ...PLAN, figure: 'bytecode', effect: 'changed', level: 'warn' } as const;
  assert.equal(figureText({ ...bytecode, base: old, head: fresh }), `bytecode: ${old} -> ${fresh} (warning)`);
  assert.equal(
    figureText({ ...bytecode, base: old, head: 'b'.repeat(64) }),
    'bytecode: aaaaaaaaaaaa -> bbbbbbbbbbbb (warning)',
  );
  assert.equal(budgetText(budget('a', { value: 1.0004e-3 })), '1000.4 us, limit 1000 us');
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (base, head) => {
      fc.pre(base !== head && Number.isFinite(base) && Number.isFinite(head));
      const [old, fresh] = figureText({ ...WAL_BYTES, figure: 'x', base, head })
        .split(/: | -> |, worse/)
        .slice(1);
      assert.notEqual(old, fresh);
    }),
  );
});

it('the outcome in words, with its counts', () => {
  const quiet = row('a/b', timed('same', 1));
  const open = row('a/c', timed('inconclusive', 1.1));
  const outcome = (gate: Partial<Gate>) =>
    outcomeText({ outcome: 'pass', change: change([quiet, open]), budgets: [], ...gate });
  assert.equal(outcome({ change: change([quiet]) }), 'pass');
  assert.equal(outcome({}), 'pass; inconclusive: 1 of 2');
  assert.match(outcome({ outcome: 'inconclusive' }), /^inconclusive: 1 of 2 \(.+--max-time.+\)$/);
  assert.equal(outcomeText(oneRegression()), 'regression: 1 of 22');
  assert.equal(outcomeText(foreign()), 'not comparable');
  const broken = budget('a', { level: 'fail' });
  assert.equal(outcome({ outcome: 'fail', change: null, budgets: [broken] }), 'budgets broken: 1 of 1');
  const warned = row('a/d', timed('slower', 1.1), { level: 'warn' });
  assert.equal(outcome({ outcome: 'warn', change: change([quiet, warned]) }), 'pass; warning: 1 of 2');
});
