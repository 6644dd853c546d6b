import { defineScenario } from '../src/model/scenario.ts';
import { idsOf, storedDistances } from './nearest.ts';

const TABLES = ['track_vectors', 'chinook_tracks'] as const;

export default defineScenario<{ embedding: Uint8Array; genre: number }>({
  name: 'vector-nearest-in-genre',
  kind: 'vector',
  description: 'the 10 nearest tracks of the same genre (exact, filtered by a metadata column)',
  tables: TABLES,
  parameters: (source) =>
    source.draw(
      32,
      ['chinook_tracks', 'track_vectors'],
      'SELECT embedding, genre_id AS genre FROM track_vectors WHERE track_id = $id',
    ),
  joined: (session) => {
    const nearest = session.prepare(
      TABLES,
      `SELECT t.id, t.name, v.distance
       FROM (SELECT track_id, distance FROM track_vectors WHERE embedding MATCH ? AND k = 10 AND genre_id = ?) v
       JOIN chinook_tracks t ON t.id = v.track_id ORDER BY v.distance, t.id`,
    );
    // vec0 takes whole numbers only as BigInt: better-sqlite3 binds numbers as floats.
    return ({ embedding, genre }) => nearest.all(embedding, BigInt(genre));
  },
  neighbours: {
    ids: idsOf,
    distances: (session) => {
      const distances = storedDistances(session);
      return ({ embedding, genre }) => distances(embedding, genre);
    },
  },
});
