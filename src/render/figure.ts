import type { FigureUnit } from '../model/experiment.ts';
import { formatBytes, formatCount, formatPercent, formatRate, formatRatio, formatSeconds } from './units.ts';

/** A figure of an experiment in its unit; empty where it was not measured. */
export function formatFigure(value: number | null | undefined, unit: FigureUnit): string {
  if (value === null || value === undefined) return '';
  switch (unit) {
    case 'seconds':
      return formatSeconds(value);
    case 'bytes':
      return formatBytes(value);
    case 'count':
      return Number.isInteger(value) ? formatCount(value) : formatRate(value);
    case 'fraction':
      return formatPercent(value);
    case 'per second':
      return `${formatRate(value)}/s`;
    case 'ratio':
      return formatRatio(value);
  }
}
