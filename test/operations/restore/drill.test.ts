import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labels, picture, restore } from './place.ts';

test('--drill: restored, checked and used in a place that is gone afterwards, timed; the data stay as they are', async () => {
  const before = picture('data');
  const { code, out, err } = await restore('--drill', '--json');
  assert.equal(code, 0, err);
  const drill = JSON.parse(out) as {
    label: string;
    recoverySeconds: number;
    restoreSeconds: number;
    steps: { name: string; state: string; seconds: number }[];
    scenarios: { name: string; calls: number; seconds: number }[];
  };
  assert.equal(drill.label, labels[1]);
  assert.ok(drill.recoverySeconds >= drill.restoreSeconds);
  assert.deepEqual(
    drill.steps.map(({ name, state }) => `${name} ${state}`),
    [
      ...['choose', 'check', 'claim', 'copy', 'verify', 'aside', 'switch', 'tidy'].map(
        (name) => `${name} done`,
      ),
    ],
  );
  assert.ok(
    drill.scenarios.length >= 5 && drill.scenarios.every(({ calls, seconds }) => calls > 0 && seconds > 0),
  );
  assert.deepEqual(picture('data'), before);
  assert.match((await restore('--drill')).out, /^recovery in .*: set \w+, .*, restored, checked, in use\n/);
});
