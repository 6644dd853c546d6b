import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { main } from '../../src/main.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';
import { searchData } from './search-data.ts';

const { folder, run, search, copy } = await searchData('three', 'single');

test('hits, where they were found, how many there are, and the command for the next page, which works', async () => {
  const first = await search('satellite', '--limit', '4');
  assert.equal(first.code, 0, first.err);
  assert.equal(first.err, '');
  const lines = first.out.trimEnd().split('\n');
  assert.match(lines[0] ?? '', /^ +title +artist +album +found in$/);
  assert.equal(lines.length, 7);
  for (const line of lines.slice(1, 5))
    assert.match(line, /^[1-4] {2}(track|album) .*(title|artist|album|composer)/);
  assert.match(lines[5] ?? '', /^1 to 4 of 291 tracks and 25 albums in three \(three\)$/);
  const command = /^next {2}chinook-eval (search .*)$/.exec(lines[6] ?? '')?.[1] ?? '';
  const second = await run(...command.split(' '));
  assert.match(second.out, /^5 {2}track/m);
  assert.match(second.out, /^5 to 8 of 291 tracks and 25 albums/m);
  assert.ok(!first.out.includes('\u001b'));
});

test('the next page of a text with quotes and spaces can be had as it is printed', async () => {
  const { out } = await search('artist:guido "chamber orchestra" -don\'t', '--limit', '2', '--in', 'tracks');
  const command = /^next {2}chinook-eval search (.*)$/m.exec(out)?.[1] ?? assert.fail(out);
  assert.match(
    command,
    /^--in tracks --limit 2 --data three --after \S+ 'artist:guido "chamber orchestra" -don'\\''t'$/,
  );
  const token = /--after (\S+)/.exec(command)?.[1] ?? '';
  const next = await search(
    'artist:guido "chamber orchestra" -don\'t',
    '--limit',
    '2',
    '--in',
    'tracks',
    '--after',
    token,
  );
  assert.match(next.out, /^3 {2}track/m);
});

test('colour only where the screen has it', async () => {
  const recorded = recordedStreams({ cwd: folder });
  const stdout = { ...recorded.streams.stdout, isTTY: true, columns: 120 };
  await main(['search', '--data', 'three', 'satellite', '--limit', '1'], { ...recorded.streams, stdout });
  assert.ok(/\[36m[^\n]*Satellite/.test(recorded.out()) && recorded.out().includes('\u001b'));
  const none = recordedStreams({ cwd: folder, env: { NO_COLOR: '1' } });
  await main(['search', '--data', 'three', 'satellite'], {
    ...none.streams,
    stdout: { ...none.streams.stdout, isTTY: true },
  });
  assert.ok(!none.out().includes('\u001b'));
});

test('--json has everything', async () => {
  const { out, code } = await search('satelite', '--json', '--limit', '3', '--in', 'albums');
  const page = JSON.parse(out) as {
    hits: { kind: string; fields: { text: string; marks: number[][] }[] }[];
    searched: object;
    counts: object;
    next: string;
  };
  assert.equal(code, 0);
  assert.deepEqual(page.searched, { text: 'satellite', typing: false, as: 'corrected' });
  assert.deepEqual(page.counts, { albums: 25 });
  assert.equal(page.hits.length, 3);
  for (const { kind, fields } of page.hits) {
    assert.equal(kind, 'albums');
    const words = fields.flatMap(({ text, marks }) =>
      marks.map(([from, to]) => text.slice(from, to).toLowerCase()),
    );
    assert.ok(words.length > 0 && words.every((word) => word === 'satellite'));
  }
  assert.equal(typeof page.next, 'string');
});

test('what was searched other than what was typed is told; so is nothing at all', async () => {
  assert.match((await search('satelite')).out, /^no match for 'satelite'; showing 'satellite'$/m);
  assert.match(
    (await search('satelite horiz')).out,
    /^no match for 'satelite horiz'; showing 'satellite horiz\*'$/m,
  );
  assert.match((await search('satell')).out, /^no match for 'satell'; showing what begins so$/m);
  assert.match((await search('🎸', 'the')).out, /passed over, since no letter or digit is in it: 🎸/);
  assert.match((await search('composer:franco')).out, /not in albums: they have no such field/);
  const none = await search('qqqqqqqqqq');
  assert.deepEqual([none.code, none.err], [0, '']);
  assert.match(none.out, /^nothing found for 'qqqqqqqqqq' in three \(three\)\./);
  assert.match((await search('--typing', 'satell')).out, /^1 to 20 of /m);
});

test('what files hold does not reach the terminal as a command', async () => {
  const data = copy('escapes', (db) =>
    db.prepare('UPDATE chinook_albums SET title = ? WHERE id = 1').run('Zyzzyva \u001b[31mred\u202e\nline'),
  );
  const { out } = await run('search', '--data', data, 'zyzzyva', '--in', 'albums');
  assert.match(out, /Zyzzyva {2}\[31mred {2}line/);
  const typed = await search('\u001b[31mxqxqxqxq');
  assert.ok(!typed.out.includes('\u001b'));
});

test('every layout answers alike', async () => {
  const [three, single] = await Promise.all([
    search('the', '--json'),
    run('search', '--data', 'single', 'the', '--json'),
  ]);
  const hits = ({ out }: { out: string }) => (JSON.parse(out) as { hits: unknown }).hits;
  assert.deepEqual(hits(single), hits(three));
});

test('without data the built-in catalogue is built, told of, and gone afterwards', async () => {
  const empty = new TemporaryFolder();
  const recorded = recordedStreams({ cwd: empty.path });
  assert.equal(await main(['search', 'satellite', '--layout', 'two', '--limit', '1'], recorded.streams), 0);
  assert.match(recorded.out(), /in the built-in catalogue \(two\)/);
  assert.match(recorded.err(), /using the built-in catalogue/);
  rmSync(empty.path, { recursive: true });
});

test('interrupted: 130, nothing said', async () => {
  const recorded = recordedStreams({ cwd: folder });
  recorded.abort();
  for (const words of [['--verify'], ['the']])
    assert.equal(await main(['search', '--data', 'three', ...words], recorded.streams), 130);
  assert.equal(recorded.out(), '');
});
