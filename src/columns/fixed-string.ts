/** `FixedString(N)`: N bytes a value, padded with NULs. */
import type { Codec } from './codec.ts';
import { mapped } from './made.ts';
import { textDecoding } from './text-coding.ts';
import { toBytes } from './string.ts';
import { describe, ValueError } from './value-error.ts';
import type { Vector } from './vector.ts';

class FixedStringVector implements Vector<Buffer> {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #width: number;

  constructor(bytes: Uint8Array, width: number, rows: number) {
    this.#bytes = bytes;
    this.#width = width;
    this.length = rows;
  }

  /** A copy: one kept value must not keep the whole block. */
  get(index: number): Buffer {
    return Buffer.from(this.#bytes.subarray(index * this.#width, (index + 1) * this.#width));
  }

  slice(from: number, to: number): Buffer[] {
    const out = new Array<Buffer>(to - from);
    for (let i = from; i < to; i++) out[i - from] = this.get(i);
    return out;
  }
}

export const fixedString: Codec = {
  form: 'bytes',
  formats: ['string'],
  read(type, rows, reading) {
    const width = type.length ?? 0;
    const vector = new FixedStringVector(reading.arena.bytes(reading.arena.next(), rows * width), width, rows);
    if (reading.format(type) !== 'string') return vector;
    const encoding = reading.encoding ?? 'utf-8';
    const decode = textDecoding(encoding);
    // Half of a character may be zero.
    if (encoding.startsWith('utf-16')) return mapped(vector, (bytes) => decode(bytes).replace(/\0+$/, ''));
    return mapped(vector, (bytes) => decode(withoutPadding(bytes)));
  },
  zero: () => '',
  write(type, values, { sections, coding }) {
    const width = type.length ?? 0;
    const out = new Uint8Array(values.length * width);
    for (let i = 0; i < values.length; i++) {
      const bytes = toBytes(values[i], i, type.name, coding);
      if (bytes.length > width) {
        const reason = `${describe(values[i])}: ${bytes.length} bytes do not fit into ${type.name}`;
        throw new ValueError(i, values[i], type.name, reason);
      }
      out.set(bytes, i * width);
    }
    sections.push(out);
  },
};

function withoutPadding(value: Buffer): Buffer {
  let end = value.length;
  while (end > 0 && value[end - 1] === 0) end--;
  return value.subarray(0, end);
}

/** The text of a value, without the padding. */
export function unpadded(value: Buffer): string {
  return withoutPadding(value).toString('utf8');
}
