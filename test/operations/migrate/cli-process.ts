// The program in a process of its own, with its arguments, for tests that kill it.
import { main } from '../../../src/main.ts';

const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
});
