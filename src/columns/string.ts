/** `String`: offsets and the joined bytes; text is cut out of a few large strings. */
import type { Arena } from './arena.ts';
import type { Codec, Writing } from './codec.ts';
import type { ClickHouseType } from '../../index.js';
import { MadeVector, mapped } from './made.ts';
import { type TextCoding, textDecoding } from './text-coding.ts';
import { ValueError, wrongType } from './value-error.ts';
import type { Vector } from './vector.ts';

/** What the bytes are as text: the numbers of the layout. */
const ASCII = 0;
const UTF8 = 1;

/** A text that one kept value can pin: V8 makes longer substrings point into it. */
const SEGMENT_BYTES = 64 * 1024;
/** Texts of more characters are not joined: V8 has no strings beyond 2^29. */
const LONGEST_JOINED = 2 ** 28;
const MOST_BYTES = 2 ** 32 - 1;
/** Rows whose values are this long on average are decoded one by one. */
const LONG_BYTES = 4096;

/** The bytes of each value, in memory of its own. */
function bytesOf(rows: number, arena: Arena): Vector<Buffer> {
  const offsets = arena.offsets(arena.next(), rows);
  const bytes = arena.bytes(arena.next(), offsets[rows] ?? 0);
  arena.next();
  arena.next();
  return new MadeVector(rows, (index) => Buffer.from(bytes.subarray(offsets[index], offsets[index + 1])));
}

class StringVector implements Vector<string> {
  readonly length: number;
  readonly #bytes: Buffer;
  readonly #offsets: Uint32Array;
  /** Offsets in characters, where one text can be made of many values. */
  readonly #characters: Uint32Array | undefined;
  readonly #encoding: 'latin1' | 'utf8';
  /** Whether values are decoded one by one. */
  readonly #long: boolean;

  constructor(rows: number, arena: Arena) {
    this.length = rows;
    this.#offsets = arena.offsets(arena.next(), rows);
    const total = this.#offsets[rows] ?? 0;
    const bytes = arena.bytes(arena.next(), total);
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = arena.next();
    const characters = arena.next();
    this.#encoding = text === ASCII ? 'latin1' : 'utf8';
    if (text === ASCII) this.#characters = this.#offsets;
    else if (text === UTF8) this.#characters = arena.offsets(characters, rows);
    this.#long = total / Math.max(rows, 1) > LONG_BYTES;
  }

  get(index: number): string {
    return this.#bytes.toString(this.#encoding, this.#offsets[index], this.#offsets[index + 1]);
  }

  slice(from: number, to: number): string[] {
    const characters = this.#characters;
    const out = new Array<string>(to - from);
    if (characters === undefined || this.#long) {
      for (let i = from; i < to; i++) out[i - from] = this.get(i);
      return out;
    }
    for (let start = from; start < to; ) {
      const end = segmentEnd(this.#offsets, start, to);
      const segment = this.#bytes.toString(this.#encoding, this.#offsets[start], this.#offsets[end]);
      cut(segment, characters, start, end, out, from);
      start = end;
    }
    return out;
  }
}

/** The last of the rows up to `to` with which a segment is not too long; a longer value is a segment of its own. */
function segmentEnd(offsets: Uint32Array, start: number, to: number): number {
  const limit = (offsets[start] as number) + SEGMENT_BYTES;
  if ((offsets[to] as number) <= limit) return to;
  let low = start + 1;
  let high = to;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] as number) <= limit) low = middle;
    else high = middle;
  }
  return low;
}

function cut(segment: string, offsets: Uint32Array, start: number, end: number, out: string[], from: number): void {
  const base = offsets[start] as number;
  let position = 0;
  for (let i = start; i < end; i++) {
    const next = (offsets[i + 1] as number) - base;
    out[i - from] = segment.substring(position, next);
    position = next;
  }
}

/** Texts of so many characters on average are copied here: joining them costs more. */
const SHORT = 12;

/** Joined texts or byte strings, as sections. */
function writeStrings(type: ClickHouseType, values: ArrayLike<unknown>, writing: Writing): void {
  const { sections } = writing;
  const offsets = new Uint32Array(values.length + 1);
  let units = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'string') {
      writeMixed(type, values, writing);
      return;
    }
    units += value.length;
    offsets[i + 1] = units;
  }
  if (units > LONGEST_JOINED) {
    writeMixed(type, values, writing);
    return;
  }
  const texts = values as ArrayLike<string>;
  const short = units < SHORT * texts.length ? copied(texts, units) : undefined;
  const bytes = short ?? Buffer.from(Array.prototype.join.call(texts, ''), 'utf8');
  if (bytes.length !== units) {
    let end = 0;
    for (let i = 0; i < texts.length; i++) {
      end += byteLength(texts[i] as string, i, type.name);
      offsets[i + 1] = end;
    }
  }
  sections.push(offsets, bytes);
}

/** The characters of texts; nothing when they are not all ASCII. */
function copied(texts: ArrayLike<string>, units: number): Uint8Array | undefined {
  const bytes = new Uint8Array(units);
  let end = 0;
  let all = 0;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] as string;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      all |= code;
      bytes[end++] = code;
    }
  }
  return all < 128 ? bytes : undefined;
}

function writeMixed(type: ClickHouseType, values: ArrayLike<unknown>, { sections, coding }: Writing): void {
  const offsets = new Uint32Array(values.length + 1);
  const parts: Uint8Array[] = [];
  let end = 0;
  for (let i = 0; i < values.length; i++) {
    const part = toBytes(values[i], i, type.name, coding);
    parts.push(part);
    end += part.byteLength;
    // Offsets are of 32 bits, which would wrap silently.
    if (end > MOST_BYTES) throw new ValueError(i, values[i], type.name, 'more than 4 GiB of text in one block');
    offsets[i + 1] = end;
  }
  sections.push(offsets, Buffer.concat(parts, end));
}

/** The bytes of a text or byte string. */
export function toBytes(value: unknown, index: number, typeName: string, coding?: TextCoding): Uint8Array {
  if (typeof value === 'string') {
    if (coding !== undefined) return encoded(value, index, typeName, coding);
    byteLength(value, index, typeName);
    return Buffer.from(value, 'utf8');
  }
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw wrongType(index, value, typeName, 'a string or bytes');
}

function encoded(text: string, index: number, typeName: string, coding: TextCoding): Uint8Array {
  const bytes = coding.encode(text);
  if (bytes !== undefined) return bytes;
  throw new ValueError(index, text, typeName, `the text has characters that ${coding.name} cannot express`);
}

function byteLength(text: string, index: number, typeName: string): number {
  if (!text.isWellFormed()) {
    throw new ValueError(index, text, typeName, 'the text holds half of a surrogate pair, which UTF-8 cannot express');
  }
  return Buffer.byteLength(text, 'utf8');
}

export const string: Codec = {
  form: 'string',
  formats: ['bytes'],
  read(type, rows, reading) {
    const { arena, encoding } = reading;
    if (reading.format(type) === 'bytes') return bytesOf(rows, arena);
    if (encoding === undefined) return new StringVector(rows, arena);
    return mapped(bytesOf(rows, arena), textDecoding(encoding));
  },
  write(type, values, writing) {
    if (writing.coding === undefined) writeStrings(type, values, writing);
    else writeMixed(type, values, writing);
  },
  zero: () => '',
};
