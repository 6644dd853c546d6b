#!/usr/bin/env node
// Checks the Node version before anything native is loaded (better-sqlite3 crashes on an older one), hands over to
// the Node that the lock file pins where it is installed, calls main, sets process.exitCode; nothing else.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 13)) {
  module.enableCompileCache?.();
  const main = new URL('../dist/src/cli.js', import.meta.url);
  if (existsSync(main)) {
    const { runCli } = await import(main.href);
    process.exitCode = await runCli();
  } else {
    process.stderr.write('chinook-eval: this checkout is not compiled yet. Run: npm ci\n');
    process.exitCode = 2;
  }
} else {
  const pinned = findPinnedNode();
  if (pinned === undefined) {
    process.stderr.write(
      `chinook-eval: Node ${process.versions.node} is too old. Install Node 22.13 or newer, or reinstall with optional dependencies (npm install --include=optional).\n`,
    );
    process.exitCode = 2;
  } else {
    const child = spawn(pinned, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
    // Ctrl-C reaches the whole process group by itself; SIGTERM and SIGHUP are passed on.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    process.on('SIGHUP', () => child.kill('SIGHUP'));
    child.on('error', (error) => {
      process.stderr.write(
        `chinook-eval: the pinned Node did not start (${error.message}). Install Node 22.13 or newer.\n`,
      );
      process.exitCode = 2;
    });
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 70);
    });
  }
}

function findPinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const require = createRequire(import.meta.url);
    const folder = require
      .resolve(`node-${platform}-${process.arch}/package.json`)
      .replace(/package\.json$/, '');
    const file = folder + (platform === 'win' ? 'bin/node.exe' : 'bin/node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
