/** `UUID`: two little-endian halves of 64 bits, the high one first. */
import type { Codec } from './codec.ts';
import { MadeVector } from './made.ts';
import { TextVector } from './text-vector.ts';
import { wrongType } from './value-error.ts';

const WIDTH = 16;
const TEXT = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** Whether a value is the text of a UUID; its hyphens may be left out. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && TEXT.test(value);
}

export const uuid: Codec = {
  form: 'string',
  formats: ['bytes'],
  read(type, rows, reading) {
    const bytes = reading.arena.bytes(reading.arena.next(), rows * WIDTH);
    if (reading.format(type) !== 'bytes') return new TextVector(bytes, type.name, reading.arena.texts, WIDTH);
    // In the order of the text: each half is turned round.
    return new MadeVector(rows, (index) => Buffer.from(bytes.subarray(index * WIDTH, (index + 1) * WIDTH)).swap64());
  },
  zero: () => '00000000-0000-0000-0000-000000000000',
  write(type, values, { sections }) {
    const out = Buffer.alloc(values.length * WIDTH);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (isUuid(value)) out.write(value.replaceAll('-', ''), i * WIDTH, 'hex');
      else if (value instanceof Uint8Array && value.length === WIDTH) out.set(value, i * WIDTH);
      else throw wrongType(i, value, type.name, "a UUID's text or its 16 bytes");
    }
    // From the order of the text to that of the wire: each half is turned round.
    sections.push(out.swap64());
  },
};
