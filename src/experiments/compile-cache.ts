import { join } from 'node:path';

/**
 * For execArgv of a Child of which many are started: Node compiles our sources once and not in each. What the first
 * has compiled it has to write itself (flushCompileCache), because children are killed and do not end.
 * @param work a folder of the experiment's own, removed with it
 */
export function compileOnce(work: string): readonly string[] {
  const folder = JSON.stringify(join(work, 'compile-cache'));
  const code = `import { enableCompileCache } from 'node:module'; enableCompileCache(${folder});`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}
