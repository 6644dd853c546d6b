// Runs the tests with coverage on the Node that runs this: the pinned one under npm, the matrix's own in CI.
//   npm test                          all of them
//   npm test -- test/stats            one folder, or one file; further options go to node --test
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `The tests need Node 22.18 or newer, which runs TypeScript as it is; this is ${process.versions.node}.`,
  );
  process.exit(2);
}
const words = process.argv.slice(2);
const paths = words
  .filter((word) => existsSync(word))
  .map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`));
const options = words.filter((word) => !existsSync(word));
const { status } = spawnSync(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--test',
    `--import=${new URL('whole-coverage.js', import.meta.url).href}`,
    '--experimental-test-coverage',
    '--test-coverage-include=src/**',
    '--test-coverage-include=scenarios/**',
    // Node leaves one core free; many tests wait for processes, and none asserts a time.
    `--test-concurrency=${availableParallelism()}`,
    ...options,
    ...(paths.length > 0 ? paths : ['test/**/*.test.ts']),
  ],
  // Node would copy its coverage folder to one given, which it does not do with folders inside (see whole-coverage.js).
  { stdio: 'inherit', env: { ...process.env, NODE_V8_COVERAGE: undefined } },
);
process.exit(status ?? 1);
