import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CriterionResult } from '../../../src/model/verdict.ts';
import { knownOf, outcomeOf, partsOf, scoreOf } from '../../../src/report/verdict/score.ts';
import { anyCriteria, known, result, UNKNOWN } from './verdict-run.ts';

const MARGIN = 0.02;
const outcome = (criteria: readonly CriterionResult[]) => outcomeOf(partsOf(criteria), MARGIN);

describe('the score', () => {
  it('is the weighted mean of what is known', () => {
    const criteria = [
      result('read', 3, known(0.5)),
      result('write', 1, known(-0.5)),
      result('disk', 6, UNKNOWN),
    ];
    assert.deepEqual(scoreOf(partsOf(criteria)), { value: 0.25, low: 0.25, high: 0.25 });
    assert.equal(knownOf(partsOf(criteria)), 0.4);
  });

  it('an unknown criterion is no tie: it takes from what is known, not from the score', () => {
    const one = [result('read', 1, known(0.5))];
    const unknown = [...one, result('write', 1, UNKNOWN)];
    const tie = [...one, result('write', 1, known(0))];
    assert.equal(scoreOf(partsOf(unknown))?.value, 0.5);
    assert.equal(scoreOf(partsOf(tie))?.value, 0.25);
    assert.equal(knownOf(partsOf(unknown)), 0.5);
    assert.equal(knownOf(partsOf(tie)), 1);
  });

  it('is null where nothing with a weight is known', () => {
    assert.equal(scoreOf(partsOf([result('read', 0, known(1)), result('write', 1, UNKNOWN)])), null);
  });
});

describe('the outcome', () => {
  it('is a difference where the whole interval lies beyond the margin', () => {
    assert.equal(outcome([result('read', 1, known(0.1, 0.07))]), 'better');
    assert.equal(outcome([result('read', 1, known(0.1, 0.09))]), 'undecided');
    assert.equal(outcome([result('read', 1, known(-0.1, 0.07))]), 'worse');
    assert.equal(outcome([result('read', 1, known(0.01, 0.01))]), 'same');
    assert.equal(outcome([result('read', 1, known(0.01, 0.02))]), 'undecided');
  });

  it('is open where less than half of the weight is known', () => {
    assert.equal(outcome([result('read', 1, known(1)), result('write', 1, UNKNOWN)]), 'better');
    assert.equal(outcome([result('read', 1, known(1)), result('write', 1.1, UNKNOWN)]), 'undecided');
    assert.equal(outcome([result('read', 0, known(1))]), 'undecided');
  });

  it('depends on how weights compare, not on how large they are', () => {
    fc.assert(
      // Powers of two: the sums are scaled exactly.
      fc.property(anyCriteria, fc.constantFrom(0.25, 0.5, 2, 64), (criteria, factor) => {
        const scaled = criteria.map((one) => ({ ...one, weight: one.weight * factor }));
        assert.equal(outcome(scaled), outcome(criteria));
        assert.deepEqual(scoreOf(partsOf(scaled)), scoreOf(partsOf(criteria)));
      }),
    );
  });

  it('is never worse for a larger effect', () => {
    const order = { worse: 0, undecided: 1, same: 1, better: 2 };
    fc.assert(
      fc.property(anyCriteria, fc.nat(9), fc.integer({ min: 0, max: 50 }), (criteria, index, more) => {
        const raised = criteria.map((one, at) => {
          if (at !== index || one.judgement.status === 'unknown') return one;
          const { value, low, high } = one.judgement.effect;
          const add = more / 100;
          const effect = { value: value + add, low: low + add, high: high + add };
          return { ...one, judgement: { ...one.judgement, effect } };
        });
        assert.ok(order[outcome(raised)] >= order[outcome(criteria)]);
      }),
    );
  });
});
