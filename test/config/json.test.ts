import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../src/config/json.ts';
import { assertFailure, failure } from './failure.ts';

const parse = (text: string) => parseJson(text, 'c.json');

test('errors have line and column', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{"a": 1,}', 'line 1, column 9: expected a key in double quotes, not "}".'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: expected a comma or }, not "\\"".'],
    ['{\r\n  "a" 1\r\n}', 'line 2, column 7: expected a colon, not "1".'],
    ['{"a": [1 2]}', 'line 1, column 10: expected a comma or ], not "2".'],
    ['{"a": fast}', 'line 1, column 7: expected a value, not "f".'],
    ['{"a": 01}', 'line 1, column 8: expected a comma or }, not "1".'],
    ['{"\u{1f600}": \'x\'}', 'line 1, column 7: expected a value, not "\'".'],
    ['{"a": "x\ny"}', 'line 1, column 9: expected the end of a string ("), not "\\n".'],
    ['{"a": "\\x"}', 'line 1, column 8: expected an escape that JSON has, not "\\\\".'],
    ['{"a": "x', 'line 1, column 9: expected the end of a string ("), but the file ends here.'],
    ['{"a": 1', 'line 1, column 8: expected a comma or }, but the file ends here.'],
    ['{} {}', 'line 1, column 4: expected the end of the file, not "{".'],
    [
      '{ // a\n}',
      'line 1, column 3: expected a key in double quotes, not "/" (JSON has no comments; a .js file has).',
    ],
    ['{"a": 1, "b": {}, "a": 2}', 'line 1, column 19: "a" is given twice in one object.'],
    ['{"__proto__": 1}', 'line 1, column 2: "__proto__" cannot be a key.'],
  ];
  for (const [text, message] of cases) assert.throws(() => parse(text), failure(`c.json: ${message}`));
});

test('empty, endless, too deep', () => {
  assert.throws(() => parse(' \n'), failure('c.json is empty. Write at least {}.'));
  assert.throws(() => parse('['.repeat(100_000)), failure(/line 1, column 66: more than 64 levels deep/));
  assert.throws(
    () => parse(`"${'x'.repeat(1_000_000)}`),
    failure(/column 1000002: expected the end of a string/),
  );
});

test('a byte order mark is no error', () => {
  assert.deepEqual(parse('\ufeff{"a": 1}'), { a: 1 });
});

const piece = fc.constantFrom(
  ...'{}[]:,"\\',
  '"a"',
  '"b"',
  ' ',
  '\n',
  'true',
  'null',
  '-',
  '0',
  '1.5',
  'e+7',
  '\\u0041',
  '\t',
);

test('takes and refuses what JSON.parse does, and gives what it gives', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      if (!/"__proto__"/.test(text)) assert.deepEqual(parse(text), JSON.parse(text));
    }),
  );
  const near = fc.tuple(fc.json(), fc.nat(), fc.oneof(piece, fc.constant(''))).map(([text, n, other]) => {
    const at = n % (text.length + 1);
    return text.slice(0, at) + other + text.slice(at + 1);
  });
  fc.assert(
    fc.property(
      fc.oneof(
        near,
        fc.array(piece).map((pieces) => pieces.join('')),
      ),
      (text) => {
        let wanted: unknown;
        let valid = true;
        try {
          wanted = JSON.parse(text);
        } catch {
          valid = false;
        }
        try {
          assert.deepEqual(parse(text), wanted);
          assert.ok(valid);
        } catch (error) {
          assertFailure(error);
          if (valid) assert.match(error.message, /is given twice|cannot be a key/);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
