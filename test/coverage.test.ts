import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TemporaryFolder } from './support/dataset.ts';

const runner = fileURLToPath(new URL('../tools/test.js', import.meta.url));
const slug = new URL('../src/seed/slug.ts', import.meta.url).href;

test('a coverage file that is cut, as a killed process leaves it, fails no run, and the others count', () => {
  const file = join(new TemporaryFolder().path, 'inner.test.ts');
  // One process writes half a file under a name of Node's, one runs code of ours to its end.
  writeFileSync(
    file,
    `import { spawnSync } from 'node:child_process';
     import { test } from 'node:test';
     const run = (code) => spawnSync(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
     test('inner', () => {
       run(\`import { writeFileSync } from 'node:fs';
         writeFileSync(process.env.NODE_V8_COVERAGE + '/coverage-1-1795892778650-0.json', '{"result":[{"scriptId":"1","url":"file:');\`);
       run(\`import ${JSON.stringify(slug)};\`);
     });`,
  );
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [runner, file, '--test-reporter=spec'], {
    cwd: new URL('..', import.meta.url),
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /start of coverage report/);
  assert.match(stdout, /slug\.ts/);
});
