import { join } from 'node:path';
import { buildDataset } from '../database/dataset.ts';
import type { Layout } from '../model/layout.ts';

/** Builds a layout when it is first asked for; the same folder every time after that. */
export function builtOnDemand(
  request: {
    readonly seedStore: string;
    readonly scale: number;
    readonly folder: string;
    readonly signal: AbortSignal;
  },
  onProgress: (doing: string) => void,
): (layout: Layout) => Promise<string> {
  const built = new Map<string, Promise<string>>();
  return (layout) => {
    const known = built.get(layout.name);
    if (known) return known;
    const making = buildDataset({
      ...request,
      layouts: [layout],
      onProgress: (_, doing) => onProgress(`building ${layout.name}: ${doing}`),
    }).then(() => join(request.folder, layout.name));
    built.set(layout.name, making);
    return making;
  };
}
