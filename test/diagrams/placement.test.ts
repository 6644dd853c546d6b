import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout as family } from '../../src/diagrams/layout.ts';
import { assertGolden } from '../render/golden.ts';
import { parse } from './mermaid.ts';
import { builtLayouts, layoutOf, source } from './sources.ts';

test('the built-in layouts: where the tables lie and what is opened', async () => {
  const layouts = await builtLayouts('single', 'three', 'three-attached');
  // Sizes depend on the page format, not on what is drawn: fixed here.
  const fixed = layouts.map((layout) => ({
    ...layout,
    databases: layout.databases.map((one) => ({
      ...one,
      bytes: one.bytes === null ? null : 51_200_000,
      objects: one.objects
        .filter(({ name, table }) => name === table)
        .map((object) => ({ ...object, bytes: 4096 })),
    })),
  }));
  const diagrams = family.draw(source(...fixed));
  assert.deepEqual(
    diagrams.map(({ id, section }) => `${section} ${id}`),
    [
      '2.1 placement-single',
      '2.1 placement-three',
      '2.1 placement-three-attached',
      '2.3 connections-single',
      '2.3 connections-three',
      '2.3 connections-three-attached',
    ],
  );
  for (const { id, text } of diagrams) {
    assertGolden(`diagram-${id}.mmd`, text);
    assert.equal(await parse(text), 'flowchart-v2');
  }
  const [, three, , , separate, attached] = diagrams;
  assert.equal(three?.text.match(/ -\.->\|/g)?.length, 6);
  for (const label of ['cache (:memory:)', 'chinook.sqlite', 'tracks_fts', 'track_id'])
    assert.ok(three?.labels.includes(label), label);
  assert.equal(separate?.text.match(/^ {2}app --> c/gm)?.length, 3);
  assert.equal(attached?.text.match(/^ {2}app --> c/gm)?.length, 1);
  assert.ok(attached?.labels.includes('schema chinook, attached'));
  assert.ok(attached?.labels.includes('cache_size up to 33.6 MB'));
});

test('a table has the size of all its objects, one that was not measured none', () => {
  const layout = layoutOf({ 'a.db': 'CREATE TABLE big (x); CREATE TABLE unknown (x)' });
  const [database] = layout.databases;
  assert.ok(database);
  const objects = [
    { name: 'big', table: 'big', bytes: 8192 },
    { name: 'big_x', table: 'big', bytes: 4096 },
  ];
  const [diagram] = family.draw(source({ ...layout, databases: [{ ...database, objects }] }));
  assert.match(diagram?.text ?? '', /"big<br\/>12\.3 kB"/);
  assert.match(diagram?.text ?? '', /"unknown"/);
  assert.match(diagram?.text ?? '', /\["a\.db"\]/);
});

test('references between the same two tables share an arrow; of very many tables the rest is counted', async () => {
  const many = Array.from({ length: 70 }, (_, n) => `CREATE TABLE t${n} (x)`).join(';');
  const cut = ['a', 'b'].map((column) => ({ table: 't3', column, references: 'users' }));
  const [diagram] = family.draw(
    source(
      layoutOf({ 'a.db': many, 'b.db': 'CREATE TABLE users (id)' }, { foreignKeys: { enforced: [], cut } }),
    ),
  );
  assert.equal(await parse(diagram?.text ?? ''), 'flowchart-v2');
  assert.match(diagram?.text ?? '', /-\.->\|"a, b"\| f1g0t0/);
  assert.match(diagram?.text ?? '', /and 10 other tables/);
  assert.match(diagram?.description ?? '', /a\.db \(70 tables\) and b\.db \(1 table\)/);
});

test('only PRAGMAs that were read are shown, in words and units', () => {
  const settings = (pragmas: Record<string, string | number>) =>
    family
      .draw(source(layoutOf({ 'a.db': 'CREATE TABLE t (x)' }, { pragmas })))
      .find(({ section }) => section === '2.3');
  assert.equal(settings({}), undefined);
  const labels = settings({
    journal_mode: 'delete',
    synchronous: 2,
    cache_size: 1000,
    page_size: 4096,
    mmap_size: 0,
    foreign_keys: 0,
  })?.labels;
  assert.deepEqual(labels, [
    'application',
    'connection a',
    'journal_mode delete',
    'synchronous full',
    'cache_size up to 4.10 MB',
    'foreign_keys off',
    'a.db',
  ]);
  assert.ok(settings({ journal_mode: 'wal' })?.labels.includes('a.db-wal'));
  assert.ok(settings({ cache_size: 2000 })?.labels.includes('cache_size up to 2,000 pages'));
});
