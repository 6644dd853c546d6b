import { drawConnections } from './connections.ts';
import type { DiagramFamily } from './diagram.ts';
import { drawPlacements } from './placement.ts';

/** Where the tables lie and how an application reaches them. */
export const layout: DiagramFamily = {
  name: 'layout',
  title: 'Files and connections',
  measured: false,
  draw: (source) => [...drawPlacements(source), ...drawConnections(source)],
};
