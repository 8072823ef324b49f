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
    const out = new Uint8Array(values.length * WIDTH);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value === 'string' && putText(value, out, i * WIDTH)) continue;
      if (isUuid(value)) putText(value.replaceAll('-', ''), out, i * WIDTH);
      else if (value instanceof Uint8Array && value.length === WIDTH) putBytes(value, out, i * WIDTH);
      else throw wrongType(i, value, type.name, "a UUID's text or its 16 bytes");
    }
    sections.push(out);
  },
};

/** The value of each hexadecimal digit by its code; negative for other characters. */
const DIGITS = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  DIGITS[text.charCodeAt(0)] = digit;
  DIGITS[text.toUpperCase().charCodeAt(0)] = digit;
}
const HYPHEN = 45;

/**
 * Writes a text with all of its hyphens, or with none; false for what it is not. From the order of the text to that of
 * the wire each half is turned round.
 */
function putText(text: string, out: Uint8Array, start: number): boolean {
  const { length } = text;
  if (length !== 36 && length !== 32) return false;
  const step = length === 36 ? 1 : 0;
  let at = 0;
  let wrong = 0;
  for (let byte = 0; byte < WIDTH; byte++) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) {
      if (step === 1 && text.charCodeAt(at) !== HYPHEN) return false;
      at += step;
    }
    const high = text.charCodeAt(at++);
    const low = text.charCodeAt(at++);
    const value = ((DIGITS[high & 0xff] as number) << 4) | (DIGITS[low & 0xff] as number);
    wrong |= (value >> 8) | (high >> 8) | (low >> 8);
    out[start + (byte ^ 7)] = value;
  }
  return wrong === 0;
}

function putBytes(bytes: Uint8Array, out: Uint8Array, start: number): void {
  for (let byte = 0; byte < WIDTH; byte++) out[start + (byte ^ 7)] = bytes[byte] as number;
}
