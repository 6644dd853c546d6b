import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textSearchChart } from '../../../src/search/text/chart.ts';
import { RANKING, SHOWING } from '../../../src/search/text/parts.ts';

test('the picture of section 5.1: tables, triggers, indexes, and the parts in the order in which they run', () => {
  const { nodes, edges, groups, section, name } = textSearchChart();
  assert.equal(section, '5.1');
  assert.match(name, /^[a-z0-9-]+$/);
  const ids = nodes.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[\w-]+$/);
  for (const { from, to } of edges) assert.ok(ids.includes(from) && ids.includes(to), `${from} -> ${to}`);
  for (const { group } of nodes) assert.ok(groups.some(({ id }) => id === group));
  const has = (from: string, to: string) => edges.some((edge) => edge.from === from && edge.to === to);
  for (const index of ['tracks_fts', 'albums_fts'])
    for (const table of ['chinook_albums', 'chinook_artists'])
      assert.ok(has(table, `${table}-to-${index}`) && has(`${table}-to-${index}`, index));
  assert.ok(has('chinook_tracks', 'chinook_tracks-to-tracks_fts'));
  assert.ok(!ids.includes('chinook_tracks-to-albums_fts'));
  const triggers = nodes.find(({ id }) => id === 'chinook_tracks-to-tracks_fts')?.lines;
  assert.deepEqual(triggers, ['4 triggers', 'after insert, before delete, before update, after update']);
  assert.deepEqual(
    RANKING.map(({ id }) => id),
    ['parser', 'builder', 'reader', 'ranker'],
  );
  for (const [from, to] of [
    ['controller', 'parser'],
    ['parser', 'builder'],
    ['builder', 'reader'],
    ['reader', 'tracks_fts'],
    ['reader', 'albums_fts'],
    ['tracks_fts', 'ranker'],
    ['albums_fts', 'ranker'],
    ['ranker', 'found'],
    ['found', 'parser'],
    ['found', SHOWING.id],
    [SHOWING.id, 'controller'],
  ] as const)
    assert.ok(has(from, to), `${from} -> ${to}`);
});
