import { defineScenario } from '../src/model/scenario.ts';
import { createExactSearch } from '../src/search/vectors/exact.ts';
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
    const search = createExactSearch(session);
    return ({ embedding }) => search({ embedding, count: 10 });
  },
  neighbours: {
    ids: idsOf,
    distances: (session) => {
      const distances = storedDistances(session);
      return ({ embedding }) => distances(embedding);
    },
  },
});
