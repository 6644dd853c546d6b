import { throwIfInterrupted } from '../../model/failure.ts';
import { Child } from '../../process/child.ts';
import type { ExperimentContext } from '../experiment.ts';

const DEADLINE_SECONDS = 600;

/** Asks a program the same again and again, a fresh process each time: processes, not blocks, are what is counted. */
export async function generations<T>(
  program: string,
  request: (generation: number) => object,
  count: number,
  { signal }: Pick<ExperimentContext, 'signal'>,
  onProgress: (doing: string, fraction: number) => void,
): Promise<T[]> {
  const answers: T[] = [];
  for (let generation = 0; generation < count; generation++) {
    throwIfInterrupted(signal);
    const child = new Child(program, {
      signal,
      execArgv: ['--expose-gc'],
      onProgress: (doing, fraction) => onProgress(doing, (generation + fraction) / count),
    });
    try {
      answers.push(await child.request<T>('generation', request(generation), DEADLINE_SECONDS));
    } finally {
      await child.end();
    }
  }
  return answers;
}
