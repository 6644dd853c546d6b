/** Tags in a LIST INFO chunk; what most programs write into a WAV file. */
export interface WavTags {
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
}

export interface WavOptions {
  readonly rate?: number;
  readonly bits?: 16 | 24 | 32;
  /** 32-bit floating point instead of whole numbers. */
  readonly float?: boolean;
  readonly tags?: WavTags;
}

/** A WAV file of channels with samples from -1 to 1. */
export function wavFile(channels: readonly Float32Array[], options: WavOptions = {}): Buffer {
  const { rate = 44_100, float = false, tags = {} } = options;
  const bits = float ? 32 : (options.bits ?? 16);
  const bytes = bits / 8;
  const frames = channels[0]?.length ?? 0;
  const format = Buffer.alloc(16);
  format.writeUInt16LE(float ? 3 : 1, 0);
  format.writeUInt16LE(channels.length, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * channels.length * bytes, 8);
  format.writeUInt16LE(channels.length * bytes, 12);
  format.writeUInt16LE(bits, 14);
  const data = Buffer.alloc(frames * channels.length * bytes);
  const most = 2 ** (bits - 1) - 1;
  let at = 0;
  for (let frame = 0; frame < frames; frame++)
    for (const channel of channels) {
      const value = channel[frame] ?? 0;
      if (float) data.writeFloatLE(value, at);
      else data.writeIntLE(Math.round(Math.max(-1, Math.min(1, value)) * most), at, bytes);
      at += bytes;
    }
  const info = Object.entries({ INAM: tags.title, IART: tags.artist, IPRD: tags.album })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([id, text]) => chunk(id, Buffer.from(`${text}\0`)));
  const list = info.length > 0 ? [chunk('LIST', Buffer.concat([Buffer.from('INFO'), ...info]))] : [];
  const body = Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format), ...list, chunk('data', data)]);
  return chunk('RIFF', body);
}

/** A RIFF chunk; one of odd length is filled up. */
function chunk(id: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}
