import { performance } from 'node:perf_hooks';
import { sendProgress, serve } from '../process/serve.ts';
import { type BuildRequest, buildLayout } from './build.ts';
import { type BuiltLayout, describeLayout } from './describe.ts';
import { datasetDigest } from './digest.ts';
import { openLayout } from './open.ts';

/** Builds a layout, reads every row back, and says what is there. */
function build(request: BuildRequest): BuiltLayout {
  const start = performance.now();
  const rows = buildLayout(request, sendProgress);
  const buildSeconds = (performance.now() - start) / 1000;
  const open = openLayout(request.layout, request.folder);
  try {
    sendProgress('reading back', 1);
    const digest = datasetDigest(open);
    return { ...describeLayout(request.layout, open, request.folder), rows, buildSeconds, digest };
  } finally {
    open.close();
  }
}

serve({ build });
