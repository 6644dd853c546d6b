import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import audioDecode from 'audio-decode';
import fc from 'fast-check';
import { Failure } from '../../../src/model/failure.ts';
import { findAudio } from '../../../src/search/audio/find-files.ts';
import { FlacChunks } from '../../../src/search/audio/flac-chunks.ts';
import { embedFile } from '../../../src/search/audio/parts.ts';
import { readTags } from '../../../src/search/audio/tags.ts';
import { clip } from '../../support/audio/synth.ts';
import { wavFile } from '../../support/audio/wav.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/audio/${name}`, import.meta.url));
const folder = new TemporaryFolder();
const organ = clip('organ', 3, { seconds: 1.5, rate: 16_000 });

function put(name: string, content: Uint8Array | string): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

test('FLAC, MP3 and Ogg Vorbis of one recording are near to its WAV; each says its tags', async () => {
  const wav = await embedFile(put('organ.wav', wavFile([organ], { rate: 16_000 })));
  assert.equal(wav.seconds, 1.5);
  for (const [name, title, least] of [
    ['organ.flac', 'FLAC', 0.999999],
    ['organ.mp3', 'MP3', 0.98],
    ['organ.ogg', 'Ogg Vorbis', 0.995],
  ] as const) {
    const found = await embedFile(fixture(name));
    assert.equal(found.format.title, title);
    assert.ok(cosine(found.vector, wav.vector) > least, `${name} ${cosine(found.vector, wav.vector)}`);
    assert.deepEqual((await readTags(fixture(name))).tags, {
      title: 'Fünf Schlüssel',
      artists: ['Grüne Straßen'],
      album: 'The Hourglass Rooftops',
    });
  }
});

test('no sample of a FLAC file is lost, wherever it is cut into chunks', async () => {
  const bytes = readFileSync(fixture('organ.flac'));
  // 113 and 308 are sizes with which the decoder alone loses a frame.
  for (const size of [1, 100, 113, 308, 1000, 4321]) {
    const decoder = await audioDecode.flac();
    const chunks = new FlacChunks();
    let samples = 0;
    const decode = async (chunk: Uint8Array) => {
      samples += (await decoder(chunk)).channelData[0]?.length ?? 0;
    };
    for (let at = 0; at < bytes.length; at += size) await decode(chunks.push(bytes.subarray(at, at + size)));
    await decode(chunks.end());
    samples += (await decoder()).channelData[0]?.length ?? 0;
    assert.equal(samples, 24_000, `chunks of ${size}`);
  }
});

test('tags behind the audio are no part of it', async () => {
  const id3v1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 32)]);
  const ape = (header: boolean) => {
    const items = Buffer.alloc(20_000, 'cover');
    const frame = Buffer.alloc(32);
    frame.write('APETAGEX');
    for (const [at, value] of [
      [8, 2000],
      [12, items.length + 32],
      [16, 1],
      [20, header ? 0x8000_0000 : 0],
    ] as const)
      frame.writeUInt32LE(value, at);
    return Buffer.concat([...(header ? [frame] : []), items, frame]);
  };
  for (const name of ['organ.flac', 'organ.mp3']) {
    const bytes = readFileSync(fixture(name));
    const bare = await embedFile(fixture(name));
    for (const tags of [[id3v1], [ape(true)], [ape(false), id3v1]]) {
      const found = await embedFile(put('tagged', Buffer.concat([bytes, ...tags])));
      assert.deepEqual(found.vector, bare.vector, name);
      assert.notEqual(found.sha256, bare.sha256);
    }
  }
  // A tag that would be larger than the file is none, and left to the decoder.
  const wrong = ape(false);
  wrong.writeUInt32LE(10_000_000, wrong.length - 20);
  const left = await embedFile(put('wrong', Buffer.concat([readFileSync(fixture('organ.mp3')), wrong])));
  assert.equal(left.seconds, (await embedFile(fixture('organ.mp3'))).seconds);
});

test('WAV of 16, 24 and 32 bits, floating point, one and two channels give the same vector, or nearly', async () => {
  const first = await embedFile(put('a.wav', wavFile([organ, organ], { rate: 16_000 })));
  for (const options of [{ bits: 24 }, { bits: 32 }, { float: true }] as const) {
    const other = await embedFile(put('b.wav', wavFile([organ], { rate: 16_000, ...options })));
    assert.ok(cosine(first.vector, other.vector) > 0.999);
  }
});

test('tags in a WAV file: UTF-8, as programs write it, and Latin-1, as the format once meant', async () => {
  const tags = { title: 'Água', artist: 'Niterói', album: '日本' };
  const file = wavFile([organ], { tags });
  assert.deepEqual((await readTags(put('tags.wav', file))).tags, {
    title: 'Água',
    artists: ['Niterói'],
    album: '日本',
  });
  const latin = Buffer.from(file.toString('latin1').replace('Ã\u0081gua', 'Agu\u00e1\0'), 'latin1');
  assert.equal((await readTags(put('latin.wav', latin))).tags.title, 'Aguá');
});

test('what is no whole audio file is refused with its reason', async () => {
  const wav = wavFile([organ], { rate: 16_000 });
  const flac = readFileSync(fixture('organ.flac'));
  const ogg = readFileSync(fixture('organ.ogg'));
  const mp3 = readFileSync(fixture('organ.mp3'));
  const noChannels = Buffer.from(wav);
  noChannels.writeUInt16LE(0, 22);
  const noBlock = Buffer.from(wav);
  noBlock.writeUInt16LE(0, 32);
  const damaged = Buffer.from(flac);
  damaged.fill(0x5a, flac.length >> 1, (flac.length >> 1) + 200);
  const cases: [string, Uint8Array | string, RegExp][] = [
    ['empty', '', /^is empty$/],
    ['text', 'this is no music\n', /^is text, not audio; WAV, FLAC, MP3, Ogg Vorbis are read$/],
    ['noise', Buffer.from([0, 1, 2, 200, 255]), /^is nothing that we know as audio/],
    ['mp4', Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0'), /^is MP4/],
    ['opus', Buffer.from(`OggS${'\0'.repeat(22)}\x01\x13OpusHead`), /^is Ogg Opus/],
    ['half wav', wav.subarray(0, wav.length >> 1), /^is cut off: 50 % of it is there$/],
    ['wav header', wav.subarray(0, 40), /^is cut off before its samples begin$/],
    ['no channels', noChannels, /^has a damaged header \(0 channels/],
    ['no block', noBlock, /^has a damaged header/],
    ['half flac', flac.subarray(0, flac.length >> 1), /^is damaged: it says 24000 samples/],
    ['damaged flac', damaged, /^is damaged: it says 24000 samples/],
    ['half ogg', ogg.subarray(0, ogg.length >> 1), /^is cut off: its last page is missing$/],
    ['tag alone', mp3.subarray(0, 60), /^holds nothing but a tag$/],
    ['silent', wavFile([new Float32Array(44_100)]), /^is silent/],
    ['short', wavFile([organ.subarray(0, 1000)]), /^is too short: 0\.02 s/],
    ['no samples', wavFile([new Float32Array(0)]), /^holds no audio$/],
    ['no numbers', wavFile([organ.map(() => Number.NaN)], { float: true }), /no numbers$/],
  ];
  for (const [name, content, reason] of cases)
    await assert.rejects(embedFile(put(name, content)), (error) => {
      assert.ok(error instanceof Failure, `${name}: ${error}`);
      assert.match(error.message, reason, name);
      return true;
    });
});

test('whatever bytes are behind a good beginning: a vector of length 1, or a reason', async () => {
  const starts: Uint8Array[] = ['organ.flac', 'organ.mp3', 'organ.ogg'].map((name) =>
    readFileSync(fixture(name)),
  );
  starts.push(wavFile([organ], { rate: 16_000 }));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.array(fc.tuple(fc.nat(30_000), fc.uint8Array({ minLength: 1, maxLength: 200 })), { maxLength: 4 }),
      fc.nat(40_000),
      async (start, changes, length) => {
        const bytes = Buffer.from(start.subarray(0, Math.max(300, length)));
        for (const [at, change] of changes) bytes.set(change, Math.min(at, bytes.length - change.length));
        const outcome = await embedFile(put('fuzz', bytes)).catch((error) => error);
        if (outcome instanceof Error) assert.ok(outcome instanceof Failure, outcome.stack);
        else assert.ok(Math.abs(Math.hypot(...outcome.vector) - 1) < 1e-5);
      },
    ),
    { numRuns: 30 },
  );
});

test('audio files are found in order, links followed once, loops not entered, others counted', {
  skip: process.platform === 'win32' && 'symbolic links need rights on Windows',
}, async () => {
  const { path } = new TemporaryFolder();
  const music = join(path, 'music');
  mkdirSync(join(music, 'b', 'deep'), { recursive: true });
  mkdirSync(join(path, 'elsewhere'));
  for (const name of ['music/z.WAV', 'music/b/deep/a.flac', 'music/cover.jpg', 'elsewhere/c.mp3'])
    writeFileSync(join(path, name), 'x');
  writeFileSync(join(music, 'song.m4a'), 'x');
  mkdirSync(join(music, 'folder.wav'));
  symlinkSync(join(path, 'elsewhere'), join(music, 'a-link'));
  symlinkSync(join(music, 'b'), join(music, 'again'));
  symlinkSync('..', join(music, 'b', 'up'));
  symlinkSync('/', join(music, 'root'));
  symlinkSync('nowhere', join(music, 'gone.wav'));
  symlinkSync('self.wav', join(music, 'self.wav'));
  // macOS takes no such name.
  const latin = process.platform === 'linux';
  if (latin)
    writeFileSync(Buffer.concat([Buffer.from(`${music}/`), Buffer.from('caf\u00e9.wav', 'latin1')]), 'x');
  const { files, skipped, ignored } = await findAudio(music, new AbortController().signal);
  assert.deepEqual(
    files.map(({ name }) => name),
    ['a-link/c.mp3', 'b/deep/a.flac', 'z.WAV'],
  );
  assert.equal(ignored, 1);
  assert.deepEqual(Object.fromEntries(skipped.map(({ file, reason }) => [file, reason])), {
    again: 'leads to b, which is read already',
    'b/up': 'leads to the folder itself, which is read already',
    root: 'leads back to where the music folder is',
    'gone.wav': 'is a symbolic link to nothing',
    'self.wav': 'is a symbolic link that leads back to itself',
    'song.m4a': 'is of another kind: WAV, FLAC, MP3, Ogg Vorbis are read',
    ...(latin ? { 'caf\ufffd.wav': 'is gone, or its name is not UTF-8; rename it' } : {}),
  });
});
