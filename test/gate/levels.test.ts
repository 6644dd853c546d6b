import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outcomeOf } from '../../src/gate/levels.ts';
import { Level } from '../../src/model/gate.ts';

test('fail beats open beats warn beats pass; nothing checked is no pass', () => {
  assert.equal(outcomeOf([], 'fail'), 'fail');
  assert.equal(outcomeOf([], 'warn'), 'fail');
  assert.equal(outcomeOf(['pass'], 'fail'), 'pass');
  assert.equal(outcomeOf(['pass', 'warn'], 'fail'), 'warn');
  assert.equal(outcomeOf(['warn', 'open', 'pass'], 'fail'), 'inconclusive');
  assert.equal(outcomeOf(['open', 'pass'], 'warn'), 'warn');
  assert.equal(outcomeOf(['open', 'fail', 'warn'], 'warn'), 'fail');
});

test('the order of rows does not matter, and one more row never makes it better', () => {
  const levels = fc.array(fc.constantFrom(...Level.options), { minLength: 1 });
  const severity = ['pass', 'warn', 'inconclusive', 'fail'];
  fc.assert(
    fc.property(
      levels,
      fc.constantFrom(...Level.options),
      fc.constantFrom('fail', 'warn'),
      (rows, more, open) => {
        const before = outcomeOf(rows, open);
        assert.equal(outcomeOf(rows.toReversed(), open), before);
        assert.ok(severity.indexOf(outcomeOf([...rows, more], open)) >= severity.indexOf(before));
      },
    ),
  );
});
