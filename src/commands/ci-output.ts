import type { Gate } from '../model/gate.ts';
import type { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';
import { annotations } from '../report/ci/annotations.ts';
import { appendStepSummary } from '../report/ci/step-summary.ts';
import { gateMarkdown } from '../report/gate-markdown.ts';
import { markdownReport } from '../report/markdown.ts';

/** What a run says to GitHub Actions, where it runs there. */
export async function tellCi(run: RunDocument, streams: Streams): Promise<void> {
  await tell(run.gate, run.gate?.change ? gateMarkdown(run.gate) : markdownReport(run), streams);
}

/** The same of two stored runs. */
export async function tellCiOfGate(gate: Gate, streams: Streams): Promise<void> {
  await tell(gate, gateMarkdown(gate), streams);
}

async function tell(gate: Gate | null, markdown: string, { env, stderr }: Streams): Promise<void> {
  // On stderr, which GitHub reads as well: standard output may be JSON.
  if (env.GITHUB_ACTIONS === 'true' && gate !== null)
    for (const line of annotations(gate)) stderr.write(`${line}\n`);
  if (!env.GITHUB_STEP_SUMMARY) return;
  try {
    await appendStepSummary(env.GITHUB_STEP_SUMMARY, markdown, 'the report beside run.json has all of it');
  } catch (error) {
    // The result stands without it.
    stderr.write(`chinook-eval: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
