import { drawChart } from './chart.ts';
import type { DiagramFamily } from './diagram.ts';
import { drawFullText } from './full-text.ts';
import { drawVectors } from './vectors.ts';

/** Full-text and vector tables as the schema has them, and the systems that search in them (sections 5.1 and 5.2). */
export const search: DiagramFamily = {
  name: 'search',
  title: 'Full text and vectors',
  measured: false,
  draw: (source) => [
    ...drawFullText(source),
    ...drawVectors(source),
    ...(source.charts ?? []).filter(({ section }) => section.startsWith('5.')).map(drawChart),
  ],
};
