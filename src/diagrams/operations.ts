import { drawChart } from './chart.ts';
import type { DiagramFamily } from './diagram.ts';

/** What migrates, backs up, guards and watches the files (sections 6 to 8), from the lists that it runs by. */
export const operations: DiagramFamily = {
  name: 'operations',
  title: 'Operations',
  measured: false,
  draw: ({ charts = [] }) => charts.filter(({ section }) => /^[678]\./.test(section)).map(drawChart),
};
