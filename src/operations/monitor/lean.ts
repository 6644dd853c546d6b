import { setFlagsFromString } from 'node:v8';

/**
 * A process that looks for some milliseconds and then waits for seconds: V8 lets the young generation of such a one grow to tens of
 * megabytes of what nobody needs any more. With this an hour of looks at a 1 s interval peaked at 94 MB instead of 175 MB.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
}
