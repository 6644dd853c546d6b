import type { ChartEdge, SystemChart } from '../../model/chart.ts';
import { type Part, partNode } from './part.ts';
import { STAGES } from './recommend.ts';
import { STORE_STEPS } from './store.ts';
import { WAYS } from './ways.ts';

/**
 * Section 5.2: from audio files to recommendations, made from the parts that the import runs, the steps that the store
 * takes and the ways that the search tries.
 * @param audio what the import runs, in order (AUDIO_PARTS of src/search/audio/parts.ts)
 */
export function vectorSearchChart(audio: readonly Part[]): SystemChart {
  const chain = ['audio-files', ...audio.map(({ id }) => id), 'store'];
  const ways = WAYS.map(({ id, title, does, reads }) => ({ id: `by-${id}`, title, does, reads }));
  const stages = Object.values(STAGES);
  const after = stages.map(({ id }) => id);
  return {
    name: 'vector-search',
    section: '5.2',
    title: 'Vector search',
    description:
      'Audio files become vectors, which are written in one way: the row, its place in the inverted file, and the answers that it makes wrong. A search tries the quickest way that fits and says whether it was exact; recommendations come from it.',
    direction: 'TB',
    groups: [
      { id: 'pipeline', title: 'Vector processing' },
      { id: 'database', title: 'Catalogue database' },
      { id: 'interface', title: 'Search interface' },
    ],
    nodes: [
      { id: 'audio-files', lines: ['audio files'], shape: 'end', group: 'pipeline' },
      ...audio.map((part) => partNode(part, 'pipeline', 'step')),
      { id: 'store', lines: ['store', 'in one transaction'], shape: 'step', group: 'pipeline' },
      ...STORE_STEPS.map((step) => partNode(step, 'database', 'store')),
      {
        id: 'search',
        lines: ['vector search', 'a vector in, the nearest tracks out'],
        shape: 'end',
        group: 'interface',
      },
      ...ways.map((way) => partNode(way, 'interface', 'step')),
      ...stages.map((part) => partNode(part, 'interface', 'step')),
      { id: 'recommendations', lines: ['recommendations'], shape: 'end', group: 'interface' },
    ],
    edges: [
      ...along(chain),
      ...STORE_STEPS.map(({ id }): ChartEdge => ({ from: 'store', to: id })),
      ...ways.map(
        ({ id }, index): ChartEdge => ({
          from: index === 0 ? 'search' : (ways[index - 1]?.id as string),
          to: id,
          ...(index === 0 ? {} : { label: 'does not fit' }),
        }),
      ),
      ...ways.map(({ id, reads }): ChartEdge => ({ from: reads, to: id, dashed: true })),
      ...ways.map(({ id }): ChartEdge => ({ from: id, to: after[0] as string })),
      ...along([...after, 'recommendations']),
    ],
  };
}

function along(ids: readonly string[]): ChartEdge[] {
  return ids.slice(1).map((to, index) => ({ from: ids[index] as string, to }));
}
