import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/main.ts';
import { RunDocument } from '../../src/model/run.ts';
import { ENV, Repository, write } from '../against/repository.ts';
import { recordedStreams } from '../support/streams.ts';

/** Few rounds on the smallest data: what is proved here is behaviour, not speed. */
export const TINY = [
  ...['--quick', '--scale', '1', '--generations', '1', '--rounds', '2', '--block', '1ms'],
  ...['--layouts', 'single', '--scenarios', 'own', '--filter', 'own-', '--no-diagrams'],
];

const source = (place: string) => new URL(`../../src/${place}.ts`, import.meta.url).href;
const description = { name: 'chinook-eval', version: '9.8.7', type: 'module' };

/** A chinook-eval that needs no compiling: its programs are those of this checkout. */
export function shim(protocol = 1): Record<string, string> {
  const declared = { trialProtocol: protocol, trialProgram: 'dist/src/bench/trial-process.js' };
  const lock = { ...description, lockfileVersion: 3, requires: true, packages: { '': description } };
  return {
    'package.json': JSON.stringify({ ...description, chinookEval: declared }),
    'package-lock.json': JSON.stringify(lock),
    'dist/src/bench/trial-process.js': `import '${source('bench/trial-process')}';\n`,
    'dist/src/against/side-process.js': `import '${source('against/side-process')}';\n`,
  };
}

/** A user's scenario: the user with an e-mail address. */
export function scenario(name: string, where = 'email', selected = 'id, name'): string {
  return `export default {
  name: '${name}', kind: 'select', description: 'of a user', tables: ['users'],
  parameters: (source) => source.draw(16, ['users'], 'SELECT email FROM users WHERE id = $id'),
  joined: (session) => {
    const find = session.prepare(['users'], "SELECT ${selected} FROM users WHERE ${where} = ?");
    return ({ email }) => find.get(email);
  },
};
`;
}

/** With `own` scenarios in a folder of the repository ("" or "app/"), committed on main. */
export function repositoryWith(own: Readonly<Record<string, string>>, folder = ''): Repository {
  const repository = new Repository();
  repository.commit({ ...shim(), ...scenarioFiles(own, folder) });
  return repository;
}

export function scenarioFiles(own: Readonly<Record<string, string>>, folder = ''): Record<string, string> {
  return Object.fromEntries(Object.entries(own).map(([name, text]) => [`${folder}own/${name}.mjs`, text]));
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command as a user's shell would run it in a folder; what CI sets of its own is not passed on. */
export async function run(
  cwd: string,
  words: readonly string[],
  { env = {}, during }: { env?: Record<string, string>; during?: (abort: () => void) => Promise<void> } = {},
): Promise<Ended> {
  const quiet = { GITHUB_ACTIONS: undefined, GITHUB_STEP_SUMMARY: undefined, CHINOOK_SEED: undefined };
  const recorded = recordedStreams({ cwd, env: { ...ENV, ...quiet, ...env } });
  const [code] = await Promise.all([main(words, recorded.streams), during?.(recorded.abort)]);
  return { code, out: recorded.out(), err: recorded.err() };
}

export function reports(cwd: string): string[] {
  mkdirSync(join(cwd, 'reports'), { recursive: true });
  return readdirSync(join(cwd, 'reports')).sort();
}

/** A document of the newest run in a folder. */
export function stored(cwd: string, file = 'run.json'): RunDocument {
  const id = reports(cwd).at(-1) ?? '';
  return RunDocument.parse(JSON.parse(readFileSync(join(cwd, 'reports', id, file), 'utf8')));
}

export { write };
