import type { RunDocument } from '../../model/run.ts';
import { plain } from '../../render/plain.ts';
import { formatBytes, formatCount, formatPercent, formatSeconds } from '../../render/units.ts';
import { code, codeBlock, text } from '../escape.ts';
import { columns, markdownTable, section } from '../markdown-table.ts';

const PAIR = columns('What', 'Value');

export function environmentSection(run: RunDocument): string {
  const { environment, tool, options, seed, dataset } = run;
  const commit = tool.commit === null ? [] : [['Commit', code(tool.commit)]];
  const load =
    environment.loadAverage === null ? [] : [['Load before the run', environment.loadAverage.toFixed(2)]];
  const machine = [
    ['chinook-eval', text(tool.version)],
    ...commit,
    ['Node', text(environment.node)],
    ['SQLite', text(environment.sqlite)],
    ['better-sqlite3', text(environment.betterSqlite3)],
    ['sqlite-vec', text(environment.sqliteVec)],
    ['Operating system', text(environment.operatingSystem)],
    ['Processor', text(environment.processor)],
    ['Cores', formatCount(environment.cores)],
    ['Trials kept on core', environment.pinnedCore === null ? 'none' : String(environment.pinnedCore)],
    ['Memory', formatBytes(environment.memoryBytes)],
    ['File system', text(environment.fileSystem)],
    ...load,
  ];
  const settings = [
    [
      'Seed',
      `${code(seed.name)} (${seed.form}${seed.official ? ', official' : ''}, ${formatBytes(seed.bytes)})`,
    ],
    ['SHA-256 of the seed', code(seed.sha256)],
    ['Scale', formatCount(dataset.scale)],
    ['Size aimed at', options.sizeBytes === null ? 'none' : formatBytes(options.sizeBytes)],
    ['SHA-256 of the dataset', code(dataset.digest)],
    [
      'Process generations',
      `${options.maxSeconds === null ? '' : 'at least '}${formatCount(options.generations)}`,
    ],
    ['Measuring at most', options.maxSeconds === null ? 'not limited' : formatSeconds(options.maxSeconds)],
    ['Counts as a difference', `more than ${formatPercent(options.threshold)}`],
    ['Blocks per generation', formatCount(options.rounds)],
    ['Length of a block', formatSeconds(options.blockSeconds)],
    ['Filter', options.filter === null ? 'none' : code(options.filter)],
    ['Quick', options.quick ? 'yes' : 'no'],
    ['Random seed of the order', code(String(options.randomSeed))],
  ];
  return section('## Environment and options', markdownTable(PAIR, machine), markdownTable(PAIR, settings));
}

/** A command line that repeats the run. Files stand there by name: the run document does not keep their paths. */
export function reproduceSection(run: RunDocument): string {
  const seed = run.seed.form === 'built-in' ? '' : 'The seed is the file with the SHA-256 above. ';
  return section(
    '## How to reproduce',
    `${seed}Layouts and scenarios of your own have to be named by their files again. Times differ with the machine ` +
      'and its load; rows, plans and the order of the blocks do not.',
    codeBlock('sh', commandLine(run)),
  );
}

export function commandLine({ seed, options, layouts }: RunDocument): string {
  return [
    'chinook-eval bench',
    `--seed ${seed.form === 'built-in' ? 'built-in' : quoted(seed.name)}`,
    `--layouts ${quoted(layouts.map(({ name }) => name).join(','))}`,
    `--scale ${options.scale}`,
    ...(options.quick ? ['--quick'] : []),
    `--generations ${options.generations}`,
    ...(options.maxSeconds === null ? [] : [`--max-time ${Number(options.maxSeconds.toPrecision(6))}s`]),
    `--threshold ${Number((options.threshold * 100).toPrecision(6))}%`,
    `--rounds ${options.rounds}`,
    `--block ${Number((options.blockSeconds * 1000).toPrecision(6))}ms`,
    ...(options.filter === null ? [] : [`--filter ${quoted(options.filter)}`]),
    `--random-seed ${options.randomSeed}`,
  ].join(' ');
}

/** For a POSIX shell: quoted where it would read the word as anything else. */
function quoted(word: string): string {
  const line = plain(word);
  return /^[A-Za-z0-9_./,=:][A-Za-z0-9_./,=:-]*$/.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`;
}
