import type { DiagramFamily } from './diagram.ts';
import { drawFullText } from './full-text.ts';
import { drawVectors } from './vectors.ts';

/** Full-text and vector tables as the schema has them; nothing is drawn of what uses them. */
export const search: DiagramFamily = {
  name: 'search',
  title: 'Full text and vectors',
  measured: false,
  draw: (source) => [...drawFullText(source), ...drawVectors(source)],
};
