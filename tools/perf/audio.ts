import { spawnSync } from 'node:child_process';
import { createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import audioDecode from 'audio-decode';
import { ownMeyda } from '../../src/search/audio/meyda.ts';
import { embedFile } from '../../src/search/audio/parts.ts';
import { median } from '../../src/stats/summary.ts';
import { mixture } from '../../test/support/audio/synth.ts';
import { wavFile } from '../../test/support/audio/wav.ts';
import type { Finding } from '../perf.ts';
import { temporaryFolder } from './dataset.ts';

const RATE = 44_100;
const ROUNDS = 7;
/** A song, and one that is too short to be heard in excerpts. */
const LENGTHS = [240, 60];
const bin = fileURLToPath(new URL('../../bin/chinook-eval.js', import.meta.url));

/**
 * Audio to vector, beside decoding alone and meyda on every frame, in processor time, so that it is per core; and the command
 * as a user runs it, by the clock.
 */
export async function audioSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const findings: Finding[] = [];
  for (const seconds of LENGTHS) {
    const file = join(folder.path, `${seconds}.wav`);
    writeFileSync(file, song(seconds, 1));
    const sides = [() => embedFile(file), () => decodeOnly(file), () => meydaOnAll(file)];
    for (const side of sides) await side();
    const times: number[][] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++)
      for (const index of round % 2 === 0 ? [0, 1, 2] : [2, 1, 0]) {
        const before = process.cpuUsage();
        await sides[index]?.();
        const { user, system } = process.cpuUsage(before);
        times[index]?.push((user + system) / 1e6);
      }
    const [ours = 0, decoding = 0, plain = 0] = times.map(median);
    findings.push({
      what: `audio: WAV of ${seconds} s, 44.1 kHz stereo, to its vector, as fast as it plays, by processor time`,
      measured: `${(seconds / ours).toFixed(0)} x (${(1000 * ours).toFixed(0)} ms; / audio-decode alone ${(ours / decoding).toFixed(2)}; / decoding and meyda on every frame of 1024 ${(ours / plain).toFixed(3)}; ${ROUNDS} rounds)`,
      target: '>= 100 x',
      met: seconds / ours >= 100,
    });
  }
  return [...findings, wholeCommand(folder.path)];
}

/** Three minutes each: start, tags, decoding, features and database together. */
function wholeCommand(folder: string): Finding {
  const [files, seconds] = [8, 180];
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  };
  run('build', '--out', 'data', '--layout', 'three', '--scale', '1');
  const music = join(folder, 'music');
  mkdirSync(music);
  const lines = Array.from({ length: files }, (_, index) => {
    writeFileSync(join(music, `${index}.wav`), song(seconds, index));
    return `${index}.wav,${index + 1}\n`;
  });
  writeFileSync(join(folder, 'map.csv'), `file,track_id\n${lines.join('')}`);
  const times = [1, 2, 3].map(() => {
    rmSync(join(folder, 'data', 'audio-vectors.journal'), { force: true });
    const before = performance.now();
    run('vectors', 'import', 'music', '--map', 'map.csv', '--workers', '1', '--replace');
    return (performance.now() - before) / 1000;
  });
  const speed = (files * seconds) / median(times);
  return {
    what: `chinook-eval vectors import, ${files} WAV files of ${seconds} s, one worker, as fast as they play`,
    measured: `${speed.toFixed(0)} x (median of ${times.length}: ${median(times).toFixed(2)} s)`,
    target: '>= 100 x',
    met: speed >= 100,
  };
}

/** Ten seconds of music over and over: what it sounds like does not matter to the clock. */
function song(seconds: number, variation: number): Buffer {
  const piece = mixture(7000 + variation, { seconds: 10, rate: RATE });
  const left = Float32Array.from({ length: seconds * RATE }, (_, i) => piece[i % piece.length] ?? 0);
  return wavFile([left, left.map((value) => value * 0.8)]);
}

async function decodeOnly(file: string): Promise<number> {
  const decoder = await audioDecode.wav();
  let samples = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }))
    samples += (await decoder(chunk as Buffer)).channelData[0]?.length ?? 0;
  await decoder();
  return samples;
}

/** What the manual of meyda shows: each frame of the mono mix at the file's own rate. */
async function meydaOnAll(file: string): Promise<number> {
  const meyda = ownMeyda({ sampleRate: RATE, bufferSize: 1024, numberOfMFCCCoefficients: 13 });
  const decoder = await audioDecode.wav();
  const features = [
    'mfcc',
    'chroma',
    'spectralCentroid',
    'spectralRolloff',
    'spectralFlatness',
    'zcr',
  ] as const;
  let frames = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    const [left, right] = (await decoder(chunk as Buffer)).channelData;
    if (left === undefined || right === undefined) continue;
    const mono = left.map((value, i) => (value + (right[i] ?? 0)) / 2);
    for (let at = 0; at + 1024 <= mono.length; at += 1024, frames++)
      meyda.extract(features, mono.subarray(at, at + 1024));
  }
  return frames;
}
