import { defineScenario } from '../src/model/scenario.ts';
import { idsOf, storedDistances } from './nearest.ts';

const TABLES = ['track_vectors', 'chinook_tracks'] as const;

export default defineScenario<{ embedding: Uint8Array }>({
  name: 'vector-nearest',
  kind: 'vector',
  description: 'the 10 tracks nearest to a track (exact, brute force: recall 1)',
  tables: TABLES,
  parameters: (source) =>
    source.draw(
      32,
      ['chinook_tracks', 'track_vectors'],
      'SELECT embedding FROM track_vectors WHERE track_id = $id',
    ),
  joined: (session) => {
    const nearest = session.prepare(
      TABLES,
      `SELECT t.id, t.name, v.distance FROM (SELECT track_id, distance FROM track_vectors WHERE embedding MATCH ? AND k = 10) v
       JOIN chinook_tracks t ON t.id = v.track_id ORDER BY v.distance, t.id`,
    );
    return ({ embedding }) => nearest.all(embedding);
  },
  neighbours: {
    ids: idsOf,
    distances: (session) => {
      const distances = storedDistances(session);
      return ({ embedding }) => distances(embedding);
    },
  },
});
