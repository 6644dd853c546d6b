import { Failure } from '../model/failure.ts';
import type { Reply, Request } from './child.ts';

export type Methods = Readonly<Record<string, (argument: never) => unknown>>;

/**
 * The child's side: answers requests one after another, and ends when the coordinator is gone.
 * @param ending for a child with children of its own: aborted when it is asked to end (SIGTERM), or the coordinator is
 * gone; it then ends with the request that it is at
 */
export function serve(methods: Methods, ending?: AbortController): void {
  let busy = 0;
  const end = () => {
    ending?.abort();
    if (ending === undefined || busy === 0) process.exit();
  };
  process.on('disconnect', end);
  if (ending) process.on('SIGTERM', end);
  process.on('message', async ({ id, method, argument }: Request) => {
    busy++;
    try {
      const work = methods[method];
      if (work === undefined) throw new TypeError(`no method ${method}`);
      send({ id, ok: true, value: await work(argument as never) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      send({ id, ok: false, message, exitCode: error instanceof Failure ? error.exitCode : null });
    } finally {
      busy--;
      if (ending?.signal.aborted) process.exit();
    }
  });
}

const coordinator = process.ppid;

/** Also the moment at which a child that works without a pause sees that the coordinator is gone. */
export function sendProgress(doing: string, fraction: number): void {
  if (process.ppid !== coordinator) process.exit();
  send({ progress: { doing, fraction } });
}

function send(reply: Reply): void {
  process.send?.(reply);
}
