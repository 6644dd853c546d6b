import assert from 'node:assert/strict';
import { Failure } from '../../src/model/failure.ts';

/** For assert.throws: a Failure of one line, with this message and exit code. */
export function failure(message: string | RegExp, exitCode = 2): (error: unknown) => true {
  return (error) => {
    assertFailure(error);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    assert.equal(error.exitCode, exitCode);
    return true;
  };
}

export function assertFailure(error: unknown): asserts error is Failure {
  assert.ok(error instanceof Failure, String(error instanceof Error ? error.stack : error));
  assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u);
}
