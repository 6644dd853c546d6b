import assert from 'node:assert/strict';
import { test } from 'node:test';
import { search } from '../../src/diagrams/search.ts';
import { assertGolden } from '../render/golden.ts';
import { parse } from './mermaid.ts';
import { builtLayouts, layoutOf, source } from './sources.ts';

test('the built-in layouts: 14 triggers, two views, vectors without a trigger', async () => {
  const diagrams = search.draw(source(...(await builtLayouts('three'))));
  assert.deepEqual(
    diagrams.map(({ id, section }) => `${section} ${id}`),
    ['5.1 full-text-three', '5.2 vectors-three'],
  );
  for (const { id, text } of diagrams) {
    assertGolden(`diagram-${id}.mmd`, text);
    assert.equal(await parse(text), 'flowchart-v2');
  }
  const [fullText, vectors] = diagrams;
  assert.match(fullText?.description ?? '', /Written by 14 triggers\./);
  for (const label of ['tracks_fts_source', 'albums_fts_chinook_artists_after_update', 'chinook.sqlite'])
    assert.ok(fullText?.labels.includes(label), label);
  assert.match(vectors?.text ?? '', /FLOAT#91;64#93; distance_metric=cosine/);
  assert.match(vectors?.description ?? '', /No trigger writes them/);
  for (const label of ['track_vectors', 'similarity_cache', 'chinook_tracks'])
    assert.ok(vectors?.labels.includes(label), label);
  assert.ok(!vectors?.labels.includes('chinook_invoices'));
});

test('an index without content and triggers stands alone; one written by a trigger of a vector table too', () => {
  const layout = layoutOf({
    'a.db': `CREATE VIRTUAL TABLE alone USING fts5(body);
      CREATE TABLE docs (id INTEGER PRIMARY KEY, e);
      CREATE VIRTUAL TABLE doc_vectors USING vec0(doc_id INTEGER PRIMARY KEY, e FLOAT[2]);
      CREATE TRIGGER follow AFTER INSERT ON docs BEGIN INSERT INTO doc_vectors VALUES (new.id, new.e); END;`,
    'b.db': 'CREATE TABLE other (x)',
  });
  const [fullText, vectors] = search.draw(source(layout));
  assert.match(fullText?.description ?? '', /1 full-text table: alone\. No trigger/);
  assert.doesNotMatch(fullText?.text ?? '', /-->|b\.db/);
  assert.match(vectors?.text ?? '', /-->\|"AFTER INSERT follow"\|/);
  assert.match(vectors?.description ?? '', /Written by 1 trigger\./);
});

test('a trigger that writes two indexes is one trigger, in one box with two arrows', () => {
  const layout = layoutOf({
    'a.db': `CREATE TABLE docs (id INTEGER PRIMARY KEY, a, b);
      CREATE VIRTUAL TABLE fa USING fts5(a); CREATE VIRTUAL TABLE fb USING fts5(b);
      CREATE VIRTUAL TABLE va USING vec0(id INTEGER PRIMARY KEY, e FLOAT[2]);
      CREATE VIRTUAL TABLE vb USING vec0(id INTEGER PRIMARY KEY, e FLOAT[2]);
      CREATE TRIGGER only_a AFTER DELETE ON docs BEGIN DELETE FROM fa WHERE rowid = old.id; END;
      CREATE TRIGGER both AFTER INSERT ON docs BEGIN
        INSERT INTO fa (rowid, a) VALUES (new.id, new.a); INSERT INTO fb (rowid, b) VALUES (new.id, new.b);
        INSERT INTO va VALUES (new.id, new.a); INSERT INTO vb VALUES (new.id, new.b); END;`,
  });
  const [fullText, vectors] = search.draw(source(layout));
  assert.match(fullText?.description ?? '', /Written by 2 triggers\./);
  assert.equal(fullText?.text.match(/AFTER INSERT both/g)?.length, 1);
  const [, box = ''] = /(f0g\d)\["AFTER INSERT both"\]/.exec(fullText?.text ?? '') ?? [];
  assert.equal(fullText?.text.match(new RegExp(`${box} -->\\|"writes"\\|`, 'g'))?.length, 2);
  assert.match(vectors?.description ?? '', /Written by 1 trigger\./);
});

test('where there is neither, nothing is drawn', () => {
  assert.deepEqual(search.draw(source(layoutOf({ 'a.db': 'CREATE TABLE t (x)' }))), []);
});
