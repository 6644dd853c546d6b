import type { ChartNode } from '../../model/chart.ts';

/** A part of a system as it is drawn: what it is, and what it does in figures. */
export interface Part {
  readonly id: string;
  readonly title?: string;
  readonly does: string;
}

export function partNode(
  { id, title = id, does }: Part,
  group: string,
  shape: ChartNode['shape'],
): ChartNode {
  return { id, lines: [title, does], shape, group };
}
