import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { explainSystemError, Failure } from '../model/failure.ts';
import { RUN_SCHEMA, RunDocument } from '../model/run.ts';
import { brief, plain } from '../render/plain.ts';

const WAY_OUT = 'Give the run.json that chinook-eval bench wrote, or its folder.';

/**
 * Reads a run document; a folder means its run.json.
 * @param path absolute, or from the current folder of the process
 * @param shown what to call it in an error
 * @throws Failure (exit 2; 5 without permission), one line
 */
export function loadRun(path: string, shown = path): RunDocument {
  const { text, name } = readRun(path, shown);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new Failure(`${name} is not JSON${text.trim() === '' ? ', it is empty' : ''}. ${WAY_OUT}`);
  }
  return checkRun(value, name);
}

/** The file that loadRun reads for a path. */
export function runFile(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'run.json') : path;
}

function readRun(path: string, shown: string): { text: string; name: string } {
  let name = plain(shown);
  try {
    if (!statSync(path).isDirectory()) return { text: readFileSync(path, 'utf8'), name };
    name = plain(join(shown, 'run.json'));
    return { text: readFileSync(join(path, 'run.json'), 'utf8'), name };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Failure(`${name} does not exist. ${WAY_OUT}`, undefined, { cause: error });
    const explained = explainSystemError(error, `reading ${name}`);
    if (explained instanceof Failure) throw explained;
    throw new Failure(`${name} cannot be read (${code ?? String(error)}). ${WAY_OUT}`, undefined, {
      cause: error,
    });
  }
}

/** @throws Failure that names another version, or the first field that is wrong */
function checkRun(value: unknown, name: string): RunDocument {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof schema !== 'string' || !schema.startsWith('chinook-eval/run@'))
    throw new Failure(`${name} is not a run document of chinook-eval. ${WAY_OUT}`);
  if (schema !== RUN_SCHEMA)
    throw new Failure(
      `${name} has the schema ${brief(schema, 40)}; this version reads ${RUN_SCHEMA}. ` +
        'Use the chinook-eval that wrote it, or run bench again.',
    );
  const result = RunDocument.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const what = issue
    ? `${fieldName(issue.path)}: ${brief(issue.message, 120)}`
    : 'it does not fit its schema';
  throw new Failure(`${name} is damaged: ${what}. Run bench again.`);
}

/** ["layouts", 0, "databases"] -> "layouts[0].databases" */
function fieldName(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${plain(String(step))}`));
  return steps.join('').replace(/^\./, '') || 'the document';
}
