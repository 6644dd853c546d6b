import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstToStart, WITH_SANDBOX, WITHOUT_SANDBOX } from '../../src/browser/sandbox.ts';
import { NotStarted } from '../../src/browser/start.ts';

const LAST = { words: ['--last'], sandbox: false, after: /^(?!.*shared librar)/ };
const WAYS = [WITH_SANDBOX, WITHOUT_SANDBOX, LAST];

/** Starts that fail in turn with these faults, then one that succeeds. */
async function startedAfter(faults: readonly string[], refused = false) {
  const tried: string[] = [];
  const left = [...faults];
  const result = firstToStart(
    WAYS,
    async (words) => {
      tried.push(words[0] ?? 'sandbox');
      const fault = left.shift();
      if (fault !== undefined) throw new NotStarted(fault);
      return 'started';
    },
    refused,
  );
  const told = await result.catch((error: Error) => error.message);
  return { tried, told };
}

test('a start that was slow, or broken otherwise, does not give the sandbox up', async () => {
  for (const fault of [
    'it did not answer within 20 s and was ended',
    'it ended with exit code 1: cannot open display',
    'it ended with exit code 127: error while loading shared libraries: libnss3.so',
    'it was ended by SIGSEGV',
  ])
    assert.deepEqual(await startedAfter([fault]), { tried: ['sandbox'], told: fault });
});

test('a fault of the sandbox does, and the note keeps that first one', async () => {
  const fault = 'it was ended by SIGTRAP: No usable sandbox! Update your kernel';
  const note = 'the browser draws without its sandbox; with it it was ended by SIGTRAP: No usable sandbox!';
  assert.deepEqual(await startedAfter([fault]), {
    tried: ['sandbox', '--no-sandbox'],
    told: { started: 'started', note },
  });
  assert.deepEqual(await startedAfter([fault, 'it was ended by SIGSEGV']), {
    tried: ['sandbox', '--no-sandbox', '--last'],
    told: { started: 'started', note },
  });
  assert.deepEqual(await startedAfter([fault, 'error while loading shared libraries']), {
    tried: ['sandbox', '--no-sandbox'],
    told: 'error while loading shared libraries',
  });
});

test('where the system never gives one, no start with it is tried; with it there is no note', async () => {
  assert.deepEqual(await startedAfter([], true), {
    tried: ['--no-sandbox'],
    told: { started: 'started', note: 'the browser draws without its sandbox: it has none for root' },
  });
  assert.deepEqual(await startedAfter([]), { tried: ['sandbox'], told: { started: 'started', note: null } });
});

test('what is no failed start is not tried again', async () => {
  let starts = 0;
  const start = async () => {
    starts++;
    throw new RangeError('sandbox');
  };
  await assert.rejects(firstToStart(WAYS, start, false), RangeError);
  assert.equal(starts, 1);
});
