import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { loadUserModule } from '../process/module.ts';
import { checkLayout } from './check.ts';
import { EXPERIMENT_LAYOUTS, LAYOUTS } from './index.ts';

/**
 * Layouts by name or by file ("./mine.js", whose default export is a layout), or "all" of the built-in ones.
 * @param known the built-in ones that the command can show
 * @throws Failure (exit 2) for an unknown name, a file that is no layout, or a name given twice
 */
export async function loadLayouts(
  names: readonly string[],
  cwd: string,
  signal: AbortSignal,
  known: readonly Layout[] = LAYOUTS,
): Promise<readonly Layout[]> {
  const layouts: Layout[] = [];
  for (const name of names) {
    const found =
      name === 'all'
        ? known
        : [known.find((layout) => layout.name === name) ?? (await fromFile(name, cwd, signal, known))];
    for (const layout of found) {
      if (layouts.some((other) => other.name === layout.name))
        throw new Failure(`layout ${layout.name} is named twice. Name each layout once.`);
      layouts.push(layout);
    }
  }
  if (layouts.length === 0) throw new Failure('no layout is named. Use for example --layouts single,three.');
  return layouts;
}

async function fromFile(
  name: string,
  cwd: string,
  signal: AbortSignal,
  known: readonly Layout[],
): Promise<Layout> {
  if (!/[./\\]/.test(name) && !isAbsolute(name)) {
    const others = known.map((layout) => layout.name).join(', ');
    const elsewhere = [...LAYOUTS, ...EXPERIMENT_LAYOUTS].some((layout) => layout.name === name);
    throw new Failure(
      elsewhere
        ? `layout ${name} differs only where several processes write, which this command does not show. Use chinook-eval experiment.`
        : `there is no layout ${name}. There are ${others}, or a file of yours such as ./mine.js.`,
    );
  }
  const file = resolve(cwd, name);
  if (!existsSync(file))
    throw new Failure(`${name} is not there. A layout file exports a layout as its default.`);
  return checkLayout(await loadUserModule(file, name, signal), name);
}
