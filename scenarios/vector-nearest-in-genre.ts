import { defineScenario } from '../src/model/scenario.ts';
import { createExactSearch } from '../src/search/vectors/exact.ts';
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
    const search = createExactSearch(session);
    return ({ embedding, genre }) => search({ embedding, count: 10, genre });
  },
  neighbours: {
    ids: idsOf,
    distances: (session) => {
      const distances = storedDistances(session);
      return ({ embedding, genre }) => distances(embedding, genre);
    },
  },
});
