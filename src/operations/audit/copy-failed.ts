import { Interrupted } from '../../model/failure.ts';

/** Which file could not be copied; the cause says why. */
export class CopyFailed extends Error {
  readonly source: string;

  constructor(source: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.source = source;
  }
}

/** It is written as bytes are copied: what comes out may be no database. */
export class BeingWritten extends Error {}

/** @throws CopyFailed for what is thrown; Interrupted */
export function about<T>(source: string, work: () => T): T {
  const failed = (error: unknown) => (error instanceof Interrupted ? error : new CopyFailed(source, error));
  try {
    const value = work();
    if (!(value instanceof Promise)) return value;
    return value.catch((error) => {
      throw failed(error);
    }) as T;
  } catch (error) {
    throw failed(error);
  }
}
