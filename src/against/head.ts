import type { Variables } from './run-program.ts';
import { checkoutState } from './state.ts';

/** This side of the comparison: the checkout that the command runs in, as it lies there, committed or not. */
export async function headState(
  cwd: string,
  env: Variables,
  signal: AbortSignal,
): Promise<{ commit: string | null; dirty: boolean; label: string }> {
  return { ...(await checkoutState({ cwd, env, signal })), label: 'head' };
}
