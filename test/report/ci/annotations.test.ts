import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { annotations } from '../../../src/report/ci/annotations.ts';
import {
  budget,
  change,
  everything,
  foreign,
  hostileGate,
  oneRegression,
  row,
  timed,
} from '../../render/sample-gate.ts';

const of = (name: string, lines: readonly string[]) => lines.filter((line) => line.startsWith(`::${name} `));

describe('annotations', () => {
  it('an error for what fails, with its figures and plan', () => {
    assert.deepEqual(annotations(oneRegression()), [
      '::error title=slower%3A join/best-selling-artists::1.31 (1.27 to 1.35), time slower, median 15.4 ms -> 20.2 ms' +
        '%0Aquery plan worse%0A-   SEARCH t USING INDEX tracks_by_album (album_id=?)%0A+   SCAN t',
    ]);
  });

  it('a warning for what warns or is not decided, budgets and layouts among them', () => {
    const lines = annotations(everything());
    assert.equal(of('error', lines).length, 3);
    assert.equal(of('warning', lines).length, 9);
    assert.equal(lines.length, 12);
    assert.match(
      lines.join('\n'),
      /^::warning title=worse \(warning\)%3A layout three::pages of chinook_tracks/m,
    );
    assert.match(lines.join('\n'), /^::error title=budget broken%3A median of join/m);
    assert.match(lines.join('\n'), /90\.0 %25 -> 95\.0 %25/);
  });

  it('an error for runs that cannot be compared, with the way out', () => {
    assert.match(
      annotations(foreign()).join('\n'),
      /^::error title=not comparable::processor .*%0Away out: .+$/,
    );
  });

  it('nothing for what passes', () => {
    const quiet = change([row('a/b', timed('same', 1)), row('a/c', timed('faster', 0.5))]);
    assert.deepEqual(annotations({ outcome: 'pass', change: quiet, budgets: [budget('a')] }), []);
  });

  it('no more of a kind than GitHub shows, the worst first, and a notice of how many more', () => {
    const slower = Array.from({ length: 14 }, (_, i) => row(`a/s${i}`, timed('slower', 1.1 + i / 10)));
    const open = Array.from({ length: 11 }, (_, i) => row(`a/o${i}`, timed('inconclusive', 1.1)));
    const lines = annotations({ outcome: 'fail', change: change([...slower, ...open]), budgets: [] });
    assert.equal(of('error', lines).length, 10);
    assert.equal(of('warning', lines).length, 10);
    assert.match(lines[0] ?? '', /a\/s13/);
    assert.match(
      lines.at(-1) ?? '',
      /^::notice title=chinook-eval::4 more errors and 1 more warning not shown/,
    );
  });

  it('each is one line that begins with its command, whatever names and plans are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a,b:c::d', '100%\r\n::error::x', '%0A'),
    );
    fc.assert(
      fc.property(text, (name) => {
        for (const line of annotations(hostileGate(name))) {
          assert.match(line, /^::(error|warning|notice) title=[^,:\r\n]+::[^\r\n]+$/u);
          assert.doesNotMatch(line, /%(?!25|0A|0D|3A|2C)/);
          assert.doesNotMatch(line, /\p{Cc}|\u2028|\u2029/u);
        }
      }),
    );
  });
});
