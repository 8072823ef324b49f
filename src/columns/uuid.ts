/** `UUID`: two little-endian halves of 64 bits, the high one first. */
import type { ClickHouseType } from '../../index.js';
import type { Codec } from './codec.ts';
import { MadeVector } from './made.ts';
import { TextVector } from './text-vector.ts';
import { wrongType } from './value-error.ts';

const WIDTH = 16;
const NIL = '00000000-0000-0000-0000-000000000000';
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
  zero: () => NIL,
  write(type, values, { sections, parseUuids }) {
    const out = new Uint8Array(values.length * WIDTH);
    if (!areTexts(values) || !putTexts(values, out, parseUuids)) putEach(type, values, out, parseUuids);
    sections.push(out);
  },
};

/** Reads the bytes of texts, one behind another, into the bytes of values; false if one of the texts is none of a UUID. */
export type ParseUuids = (texts: Uint8Array, values: Uint8Array) => boolean;

/** Characters of a text with all of its hyphens. */
const LENGTH = NIL.length;

function areTexts(values: ArrayLike<unknown>): values is ArrayLike<string> {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'string' || value.length !== LENGTH) return false;
  }
  return true;
}

/** Writes texts with all of their hyphens; false if one of them is none of a UUID. */
function putTexts(values: ArrayLike<string>, out: Uint8Array, parse: ParseUuids): boolean {
  return parse(Buffer.from(Array.prototype.join.call(values, ''), 'utf8'), out);
}

/** Writes values of any form. */
function putEach(type: ClickHouseType, values: ArrayLike<unknown>, out: Uint8Array, parse: ParseUuids): void {
  const texts: string[] = [];
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (isUuid(value)) {
      texts.push(withHyphens(value));
      rows.push(row);
    } else if (value instanceof Uint8Array && value.length === WIDTH) putBytes(value, out, row * WIDTH);
    else throw wrongType(row, value, type.name, "a UUID's text or its 16 bytes");
  }
  const read = new Uint8Array(texts.length * WIDTH);
  if (!putTexts(texts, read, parse)) throw new Error('the core refuses a text that is one of a UUID');
  for (const [place, row] of rows.entries()) out.set(read.subarray(place * WIDTH, (place + 1) * WIDTH), row * WIDTH);
}

function withHyphens(text: string): string {
  const digits = text.replaceAll('-', '');
  const ends = [8, 12, 16, 20, 32];
  return ends.map((end, group) => digits.slice(ends[group - 1] ?? 0, end)).join('-');
}

function putBytes(bytes: Uint8Array, out: Uint8Array, start: number): void {
  for (let byte = 0; byte < WIDTH; byte++) out[start + (byte ^ 7)] = bytes[byte] as number;
}
