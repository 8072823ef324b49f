/** `UUID`: two little-endian halves of 64 bits, the high one first. */
import type { ClickHouseType } from '../../index.js';
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
    if (!putTexts(values, out)) putEach(type, values, out);
    sections.push(out);
  },
};

function putEach(type: ClickHouseType, values: ArrayLike<unknown>, out: Uint8Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (isUuid(value)) putTexts([withHyphens(value)], out.subarray(i * WIDTH));
    else if (value instanceof Uint8Array && value.length === WIDTH) putBytes(value, out, i * WIDTH);
    else throw wrongType(i, value, type.name, "a UUID's text or its 16 bytes");
  }
}

function withHyphens(text: string): string {
  const digits = text.replaceAll('-', '');
  const ends = [8, 12, 16, 20, 32];
  return ends.map((end, group) => digits.slice(ends[group - 1] ?? 0, end)).join('-');
}

/** The value of each hexadecimal digit by its code; negative for other characters. */
const DIGITS = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  DIGITS[text.charCodeAt(0)] = digit;
  DIGITS[text.toUpperCase().charCodeAt(0)] = digit;
}
const HYPHEN = 45;

/** Characters of a text with all of its hyphens. */
const LENGTH = 36;
/** Where the digits of each byte are in the text. From there to the wire each half is turned round. */
const PLACES = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);

/** Writes texts with all of their hyphens; false if there is anything else among the values. */
function putTexts(values: ArrayLike<unknown>, out: Uint8Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'string' || value.length !== LENGTH) return false;
  }
  // Bytes of all texts are read faster than characters of each.
  const bytes = Buffer.from(Array.prototype.join.call(values, ''), 'utf8');
  if (bytes.length !== values.length * LENGTH) return false;
  let wrong = 0;
  for (let at = 0, to = 0; at < bytes.length; at += LENGTH, to += WIDTH) {
    if (bytes[at + 8] !== HYPHEN || bytes[at + 13] !== HYPHEN) return false;
    if (bytes[at + 18] !== HYPHEN || bytes[at + 23] !== HYPHEN) return false;
    for (let byte = 0; byte < WIDTH; byte++) {
      const place = at + (PLACES[byte] as number);
      const high = DIGITS[bytes[place] as number] as number;
      const value = (high << 4) | (DIGITS[bytes[place + 1] as number] as number);
      wrong |= value >> 8;
      out[to + (byte ^ 7)] = value;
    }
  }
  return wrong === 0;
}

function putBytes(bytes: Uint8Array, out: Uint8Array, start: number): void {
  for (let byte = 0; byte < WIDTH; byte++) out[start + (byte ^ 7)] = bytes[byte] as number;
}
