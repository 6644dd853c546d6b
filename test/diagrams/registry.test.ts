import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DiagramFamily } from '../../src/diagrams/diagram.ts';
import { drawn } from '../../src/diagrams/escape.ts';
import { chooseFamilies, drawAll, FAMILIES } from '../../src/diagrams/registry.ts';
import { Failure } from '../../src/model/failure.ts';
import { parse } from './mermaid.ts';
import { layoutOf, quoted, source } from './sources.ts';

test('families are chosen by name, in the order of the registry', () => {
  assert.deepEqual(
    FAMILIES.map(({ name }) => name),
    ['er', 'layout', 'flow', 'performance', 'memory', 'search', 'operations'],
  );
  assert.equal(chooseFamilies(), FAMILIES);
  assert.deepEqual(
    chooseFamilies(['search', 'er']).map(({ name }) => name),
    ['er', 'search'],
  );
  for (const names of [['er', 'nonsense'], []])
    assert.throws(
      () => chooseFamilies(names),
      (error) => error instanceof Failure && error.exitCode === 2 && /er, layout, flow/.test(error.message),
    );
});

test('diagrams of layouts whose names fall together keep files of their own', () => {
  const layouts = ['a b', 'a-b', 'A/B', '日本'].map((name) => ({
    ...layoutOf({ 'x.db': 'CREATE TABLE t (x)' }),
    name,
  }));
  const ids = drawAll(source(...layouts), chooseFamilies(['er'])).map(({ diagram }) => diagram.id);
  assert.deepEqual(ids, ['er-a-b', 'er-a-b--2', 'er-a-b--3', 'er']);
  for (const id of ids) assert.match(id, /^[a-z0-9-]+$/);
});

test('a source without anything draws nothing', () => {
  assert.deepEqual(drawAll({ layouts: [], run: null, traces: [] }), []);
});

const hostile = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'direction LR',
      '%%{init: {}}%%',
      'style a:#fff;',
      'end',
      'FK',
      '"]',
      '`',
      '<script>alert(1)</script>',
      'subgraph',
      'x\ny',
      '\u202e',
      'x'.repeat(300),
    ),
  )
  // What SQLite cannot hold in a name.
  .map((name) => name.replace(/\0|^sqlite_/gi, '').toWellFormed());

const names = fc
  .uniqueArray(hostile, { minLength: 4, maxLength: 4, selector: (name) => name.toLowerCase() })
  .filter((all) => all.every((name) => !/^(?:rank|rowid)$/i.test(name)));

test('a schema of any names gives valid diagrams that say which labels they show', async () => {
  const families: readonly DiagramFamily[] = chooseFamilies(['er', 'layout', 'search']);
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(names, async ([a = '', b = '', c = '', d = '']) => {
      const sql = `CREATE TABLE ${quoted(a)} (${quoted(b)} ${quoted(c)} PRIMARY KEY, ${quoted(a)} UNIQUE REFERENCES ${quoted(d)});
        CREATE TABLE ${quoted(b)} (${quoted(c)} REFERENCES ${quoted(a)}, ${quoted(d)} REFERENCES ${quoted(a)}, PRIMARY KEY (${quoted(c)}, ${quoted(d)}));
        CREATE VIRTUAL TABLE index_of USING fts5(body);
        CREATE TRIGGER ${quoted(c)} AFTER INSERT ON ${quoted(a)} BEGIN INSERT INTO index_of VALUES (1); END;`;
      const layout = layoutOf(
        { [`${a}.db`]: sql, [d]: `CREATE TABLE ${quoted(d)} (x)` },
        { name: c, pragmas: { journal_mode: 'wal' } },
      );
      for (const { diagram } of drawAll(source(layout), families)) {
        kinds.add(diagram.id.split('-')[0] ?? '');
        assert.ok(['er', 'flowchart-v2'].includes(await parse(diagram.text)));
        // Connections show files, not tables.
        const shown = drawn(diagram.section === '2.3' ? `${a}.db` : a);
        assert.ok(diagram.labels.includes(shown), `${JSON.stringify(shown)} among ${diagram.labels}`);
        for (const label of diagram.labels) assert.equal(label, drawn(label));
      }
    }),
    { numRuns: 60 },
  );
  assert.deepEqual([...kinds].sort(), ['connections', 'er', 'full', 'placement']);
});
