import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from '../../src/main.ts';
import { lockData } from '../../src/operations/lock.ts';
import { fingerprint, posix } from '../operations/audit/data.ts';
import { makeData, run } from '../operations/audit/run.ts';
import { recordedStreams } from '../support/streams.ts';

test('sound data: not even a note, exit 0, and not a byte, mode, time or file changed', posix, async () => {
  const cwd = makeData();
  const before = fingerprint(join(cwd, 'data'));
  const { code, out, err } = await run(cwd);
  assert.equal(code, 0, out + err);
  assert.match(out, /^data \(layout three\), policy policy\.json: /);
  assert.match(out, /looked at: 5 files and folders, the contents of 3 databases/);
  assert.match(out, /not looked at: .*backups \(name their folder with\s+--backups\)/s);
  assert.match(out, /\nnothing found\n$/);
  assert.deepEqual(fingerprint(join(cwd, 'data')), before);
  assert.equal((await run(cwd, '--fail-on', 'info')).code, 0);
});

test(
  'open to the world: found with its command; --fix shows a plan, --execute does it once, and once is enough',
  posix,
  async () => {
    const cwd = makeData();
    const data = join(cwd, 'data');
    chmodSync(data, 0o755);
    chmodSync(join(data, 'database.sqlite'), 0o666);
    const before = fingerprint(data);
    // The databases are not looked into: their rights are all that this is about.
    const { code, out } = await run(cwd, '--no-contents', '--fix');
    assert.equal(code, 1);
    assert.match(out, /^critical\n {2}world-access/m);
    assert.match(out, /\$ chmod 640 data\/database\.sqlite$/m);
    assert.match(out, /plan: 2 changes\n {2}data\/database\.sqlite {2}mode 640\n {2}data {18}mode 750\n/);
    assert.match(
      out,
      /nothing was changed; do it with chinook-eval audit --data data --policy policy\.json --no-contents --fix --execute\n$/,
    );
    assert.deepEqual(fingerprint(data), before);
    const fixed = await run(cwd, '--no-contents', '--fix', '--execute');
    assert.equal(fixed.code, 0, fixed.out);
    assert.match(fixed.out, /^done {4}data\/database\.sqlite {2}mode 640$/m);
    assert.match(fixed.out, /\nagain:\ndata .*nothing found\n$/s);
    const after = fingerprint(data);
    assert.match((await run(cwd, '--no-contents', '--fix', '--yes')).out, /plan: nothing that --fix mends/);
    assert.deepEqual(fingerprint(data), after);
  },
);

test('a folder that another operation holds: --fix that writes does not begin, exit 11', async () => {
  const cwd = makeData();
  const stray = join(cwd, 'data', 'gone.sqlite-wal');
  writeFileSync(stray, 'frames');
  const lock = await lockData(join(cwd, 'data'), 'migrate');
  try {
    const { code, err } = await run(cwd, '--no-contents', '--fix', '--execute');
    assert.equal(code, 11, err);
    assert.ok(existsSync(stray));
  } finally {
    lock.release();
  }
});

test('bad input is one line and exit 2, damage of layout.json 4', async () => {
  const cwd = makeData();
  const bad = join(cwd, 'bad.json');
  writeFileSync(bad, '{"files": {"database": {"mode": 640}}}');
  writeFileSync(join(cwd, 'torn.json'), '{"files": ');
  mkdirSync(join(cwd, 'none'));
  const cases: [string[], number, RegExp][] = [
    [['--data', 'nowhere'], 2, /nowhere holds no layout\.json/],
    [['--data', 'none'], 2, /none holds no layout\.json/],
    [['--data', 'bad.json'], 2, /bad\.json is a file/],
    [['--policy', 'strict'], 2, /--policy strict: there is no policy and no file of that name/],
    [['--policy', 'none'], 2, /none is no file/],
    [['--policy', 'bad.json'], 2, /bad\.json: files\.database\.mode: give a mode as text/],
    [['--policy', 'torn.json'], 2, /torn\.json: line 1, column \d+/],
    [['--unit', 'nowhere.service'], 2, /nowhere\.service is no file/],
    [['--backups', 'bad.json'], 2, /bad\.json is a file/],
    [['--execute'], 2, /--execute belongs to --fix/],
    [['--fail-on', 'all'], 2, /Allowed choices are info, warning, critical/],
    [['--wait', 'long'], 2, /Give a time/],
  ];
  for (const [words, code, message] of cases) {
    const { code: ended, out, err } = await run(cwd, ...words);
    assert.equal(ended, code, words.join(' ') + err);
    assert.match(err, message);
    assert.match(err, /^chinook-eval: [^\n]*\n$/);
    assert.equal(out, '');
  }
  const { streams, err } = recordedStreams({ cwd: join(cwd, 'none') });
  assert.equal(await main(['audit'], streams), 2);
  assert.match(err(), /no data folder is named/);
  writeFileSync(join(cwd, 'data', 'layout.json'), '{');
  assert.equal((await run(cwd)).code, 4);
});

test('an interrupted audit ends with 130, changes nothing and leaves no copies', async () => {
  const cwd = makeData();
  const before = fingerprint(join(cwd, 'data'));
  const place = join(cwd, 'tmp');
  mkdirSync(place);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = place;
  try {
    const recorded = recordedStreams({ cwd });
    // The progress tells that it is at the databases.
    const stderr = {
      isTTY: true,
      columns: 80,
      write: (text: string) => text.includes('copying') && recorded.abort(),
    };
    const code = await main(['audit', '--policy', 'own'], { ...recorded.streams, stderr });
    assert.equal(code, 130);
    assert.equal(recorded.out(), '');
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  assert.deepEqual(readdirSync(place), []);
  assert.deepEqual(fingerprint(join(cwd, 'data')), before);
});
