import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Gate } from '../../../src/model/gate.ts';
import { junitXml } from '../../../src/report/ci/junit.ts';
import { assertGolden } from '../../render/golden.ts';
import {
  budget,
  change,
  everything,
  foreign,
  hostileGate,
  oneRegression,
  PLAN,
  row,
  timed,
} from '../../render/sample-gate.ts';
import { HOSTILE } from '../../render/sample-run.ts';
import { temporaryFolder } from '../folder.ts';

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly inside: string | undefined;
}

const TOKEN = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/uy;

/** Reads the subset of XML that is written here, and fails on anything that is not well-formed. */
function read(xml: string): Tag[] {
  assert.doesNotMatch(xml, /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  assert.doesNotMatch(xml, /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const open: string[] = [];
  const tags: Tag[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const at = TOKEN.lastIndex;
    const [, end, name = '', pairs = '', empty, text] =
      TOKEN.exec(body) ?? assert.fail(body.slice(at, at + 80));
    if (text !== undefined) continue;
    if (end) assert.equal(open.pop(), name);
    else {
      const found = [...pairs.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        value,
      ]);
      assert.equal(new Set(found.map(([key]) => key)).size, found.length);
      tags.push({ name, attributes: Object.fromEntries(found), inside: open.at(-1) });
      if (!empty) open.push(name);
    }
  }
  assert.deepEqual(open, []);
  return tags;
}

const xmlOf = (gate: Gate) => junitXml(gate, 'chinook-eval');
const named = (gate: Gate, name: string) => read(xmlOf(gate)).filter((tag) => tag.name === name);
const SAMPLES = [oneRegression(), everything(), foreign(), hostileGate(HOSTILE)];

describe('JUnit', () => {
  it('is as it was', () => assertGolden('gate-everything.xml', xmlOf(everything())));

  it('counts what it has', () => {
    for (const gate of SAMPLES) {
      const tags = read(xmlOf(gate));
      const [root, ...others] = tags;
      const count = (name: string) => `${tags.filter((tag) => tag.name === name).length}`;
      assert.equal(root?.name, 'testsuites');
      assert.equal(root.attributes.tests, count('testcase'));
      assert.equal(root.attributes.failures, count('failure'));
      assert.equal(root.attributes.skipped, count('skipped'));
      const suites = others.filter(({ name }) => name === 'testsuite');
      for (const key of ['tests', 'failures', 'skipped'])
        assert.equal(
          `${suites.reduce((sum, { attributes }) => sum + Number(attributes[key]), 0)}`,
          root.attributes[key],
        );
      assert.ok(tags.every(({ attributes }) => attributes.time === undefined));
    }
  });

  it('fails what fails, by its type', () => {
    const failures = named(everything(), 'failure').map(({ attributes }) => attributes.type);
    assert.deepEqual(failures, ['slower', 'worse', 'budget']);
    assert.deepEqual(
      named(foreign(), 'failure').map(({ attributes }) => attributes.type),
      ['not-comparable'],
    );
    const plan = change([row('a/b', timed('inconclusive', 1), { figures: [PLAN], level: 'fail' })]);
    assert.equal(
      named({ outcome: 'fail', change: plan, budgets: [] }, 'failure')[0]?.attributes.type,
      'worse',
    );
  });

  it('what is not decided fails where the gate ends on it, and is skipped elsewhere', () => {
    const open = change([row('a/b', timed('inconclusive', 1.1))]);
    const budgets = [budget('a', { level: 'open', value: null })];
    const undecided = named({ outcome: 'inconclusive', change: open, budgets }, 'failure');
    assert.deepEqual(
      undecided.map(({ attributes }) => attributes.type),
      ['inconclusive', 'inconclusive'],
    );
    for (const outcome of ['pass', 'warn', 'fail'] as const) {
      assert.equal(named({ outcome, change: open, budgets }, 'failure').length, 0);
      assert.equal(named({ outcome, change: open, budgets }, 'skipped').length, 2);
    }
  });

  it('a row of which nothing was compared is skipped, not passed', () => {
    const rows = [row('a/b', null, { whyNoTime: 'no reference', figuresEqual: 0 }), row('a/c', null)];
    const skipped = named({ outcome: 'pass', change: change(rows), budgets: [] }, 'skipped');
    assert.deepEqual(
      skipped.map(({ attributes }) => attributes.message),
      ['no time: no time compared: no reference'],
    );
  });

  it('a test is named by scenario and layout, with ratio and interval', () => {
    const gate = oneRegression();
    const last = named(gate, 'testcase').at(-1)?.attributes;
    assert.deepEqual(last, { classname: 'join', name: 'best-selling-artists [single]' });
    const properties = named(gate, 'property').map(
      ({ attributes }) => `${attributes.name}=${attributes.value}`,
    );
    assert.deepEqual(properties.slice(-4), [
      'ratio=1.31',
      'interval.low=1.27',
      'interval.high=1.35',
      'verdict=slower',
    ]);
  });

  it('is well-formed whatever names and plans are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        assert.equal(read(junitXml(hostileGate(name), name)).length, read(xmlOf(hostileGate('x'))).length);
      }),
    );
  });

  const absent = spawnSync('xmllint', ['--version']).error !== undefined;
  it('xmllint reads it', {
    skip: absent && 'xmllint is not installed (apt-get install libxml2-utils)',
  }, (test) => {
    const folder = temporaryFolder(test);
    const texts = [
      HOSTILE,
      '\u0000\u0008\ufffe]]>',
      ...fc.sample(fc.string({ unit: 'binary', minLength: 20 }), 30),
    ];
    const files = [...SAMPLES, ...texts.map(hostileGate)].map((gate, index) => {
      const file = join(folder, `${index}.xml`);
      writeFileSync(file, xmlOf(gate));
      return file;
    });
    const { status, stderr } = spawnSync('xmllint', ['--noout', ...files], { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });
});
