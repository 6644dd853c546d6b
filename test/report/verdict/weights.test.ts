import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Failure } from '../../../src/model/failure.ts';
import { CRITERIA } from '../../../src/model/verdict.ts';
import { DEFAULT_WEIGHTS, parseWeights } from '../../../src/report/verdict/weights.ts';

it('what is not named keeps the weight 1', () => {
  assert.deepEqual(parseWeights('read=3, write = 2.5,security=0'), {
    ...DEFAULT_WEIGHTS,
    read: 3,
    write: 2.5,
    security: 0,
  });
});

it('each error is one line that names the thing and the way out, exit code 2', () => {
  const zero = CRITERIA.map((name) => `${name}=0`).join(',');
  for (const [text, expected] of [
    ['speed=3', /there is no criterion speed\. Known are read, write, /],
    ['read=1,read=2', /read stands there twice/],
    ['read=-1', /read=-1 is no weight\. Give a number from 0 to 1000/],
    ['read=many', /read=many is no weight/],
    ['read=1e3', /no weight/],
    ['read=', /read= is no weight/],
    ['read=1001', /no weight/],
    ['read', /read is not name=number/],
    ['', /"" is not name=number/],
    ['read=1,', /"" is not name=number/],
    ['constructor=1', /no criterion/],
    [zero, /every criterion weighs 0/],
    ['\u001b[31mx\n=1', /no criterion x\./],
  ] as const)
    assert.throws(
      () => parseWeights(text),
      (error) => {
        assert.ok(error instanceof Failure, text);
        assert.equal(error.exitCode, 2);
        assert.match(error.message, expected);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
});
