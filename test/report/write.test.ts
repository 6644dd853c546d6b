import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { EXIT, Failure } from '../../src/model/failure.ts';
import { writeFileAtomically } from '../../src/process/write.ts';
import { loadRun } from '../../src/report/load.ts';
import { writeReport } from '../../src/report/write.ts';
import { twoLayouts } from '../render/sample-run.ts';
import { temporaryFolder } from './folder.ts';

const unix = { skip: process.platform === 'win32' };

it('replaces a file and leaves nothing beside it', async (test) => {
  const folder = temporaryFolder(test);
  const path = join(folder, 'a.txt');
  await writeFileAtomically(path, 'one');
  await writeFileAtomically(path, 'two');
  assert.equal(readFileSync(path, 'utf8'), 'two');
  assert.deepEqual(readdirSync(folder), ['a.txt']);
});

it('keeps the mode of a file and the target of a link', unix, async (test) => {
  const folder = temporaryFolder(test);
  mkdirSync(join(folder, 'real'));
  const path = join(folder, 'real', 'a.txt');
  writeFileSync(path, 'one');
  chmodSync(path, 0o600);
  symlinkSync(path, join(folder, 'link.txt'));
  await writeFileAtomically(join(folder, 'link.txt'), 'two');
  assert.equal(readFileSync(path, 'utf8'), 'two');
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

it('writes to a device and does not replace it', unix, async () => {
  await writeFileAtomically('/dev/null', 'text');
  assert.ok(statSync('/dev/null').isCharacterDevice());
});

it('says what is wrong with a place, and leaves nothing behind', async (test) => {
  const folder = temporaryFolder(test);
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'folder'));
  const cases = [
    [join(folder, 'missing', 'a.txt'), /there is no folder/, EXIT.usage],
    [join(folder, 'file', 'a.txt'), /there is no folder/, EXIT.usage],
    [join(folder, 'folder'), /is a folder\. Name a file\./, EXIT.usage],
  ] as const;
  for (const [path, message, exitCode] of cases)
    await assert.rejects(writeFileAtomically(path, 'text'), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.match(error.message, message);
      assert.equal(error.exitCode, exitCode);
      return true;
    });
  assert.deepEqual(readdirSync(folder).sort(), ['file', 'folder']);
});

it('without permission: exit 5', {
  skip: process.platform === 'win32' || process.getuid?.() === 0,
}, async (test) => {
  const folder = temporaryFolder(test);
  chmodSync(folder, 0o500);
  await assert.rejects(writeFileAtomically(join(folder, 'a.txt'), 'text'), { exitCode: EXIT.disk });
});

it('a full disk: exit 5, the old text stays', { skip: process.platform !== 'linux' }, async () => {
  await assert.rejects(writeFileAtomically('/dev/full', 'text'), {
    exitCode: EXIT.disk,
    message: /the disk is full/,
  });
});

it('a report is run.json and report.md, in a folder that is made', async (test) => {
  const folder = join(temporaryFolder(test), 'reports', 'one');
  const paths = await writeReport(twoLayouts(), folder);
  assert.deepEqual(paths, [join(folder, 'run.json'), join(folder, 'report.md')]);
  assert.deepEqual(loadRun(folder), twoLayouts());
  assert.deepEqual(readdirSync(folder).sort(), ['report.md', 'run.json']);
});
