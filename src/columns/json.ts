/** `JSON(…)`: objects, or the texts of objects. */
import type { Codec, Reading } from './codec.ts';
import { parseExact } from './json-exact.ts';
import { PrintedVector, readPaths, TreeVector } from './json-read.ts';
import { writeObjects } from './json-write.ts';
import { mapped } from './made.ts';
import { string } from './string.ts';
import type { ClickHouseType } from '../../index.js';
import { ValueError } from './value-error.ts';
import type { Vector } from './vector.ts';

const STRING: ClickHouseType = { kind: 'String', name: 'String', args: [] };

const TEXTS = 1;

/** The forms of the values inside that have the digits of the server's text. */
const printedForms: Readonly<Record<string, string>> = {
  Date: 'string',
  Date32: 'string',
  DateTime: 'string',
  DateTime64: 'string',
  JSON: 'string',
  Map: 'pairs',
  Tuple: 'tuple',
  Variant: 'typed',
  Dynamic: 'typed',
  Geometry: 'typed',
};

/** What reads values so that they can be printed. */
export function printed(reading: Reading): Reading {
  return { ...reading, useNull: true, encoding: undefined, format: ({ kind }) => printedForms[kind] };
}

function readTexts(type: ClickHouseType, rows: number, reading: Reading): Vector {
  const texts = string.read(STRING, rows, { ...reading, format: () => undefined, encoding: undefined });
  return reading.format(type) === 'string' ? texts : mapped(texts as Vector<string>, parseExact);
}

export const json: Codec = {
  form: 'object',
  formats: ['string', 'typed'],
  read(type, rows, reading) {
    if (reading.arena.next() === TEXTS) return readTexts(type, rows, reading);
    if (reading.format(type) === 'string') {
      return new PrintedVector(rows, readPaths(type, rows, printed(reading), true), reading.arena.parse);
    }
    const plain = { ...reading, encoding: undefined };
    return new TreeVector(rows, readPaths(type, rows, plain, reading.format(type) === 'typed'));
  },
  zero: () => ({}),
  write(type, values, given) {
    const writing = { ...given, coding: undefined };
    const texts = Array.from(values, (value) => typeof value === 'string');
    if (!writing.told && texts.length > 0 && !texts.includes(false)) {
      for (let i = 0; i < values.length; i++) parsed(values[i], i, type);
      writing.sections.push(Uint32Array.of(TEXTS));
      string.write(STRING, values, writing);
      return;
    }
    // Objects and texts in one block: the texts are taken apart as well.
    writeObjects(
      type,
      Array.from(values, (value, index) => (texts[index] ? parsed(value, index, type) : value)),
      writing,
    );
  },
};

/** The object that a text holds. */
function parsed(text: unknown, index: number, type: ClickHouseType): unknown {
  let value: unknown;
  try {
    value = parseExact(String(text));
  } catch (error) {
    throw new ValueError(index, text, type.name, `no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ValueError(index, text, type.name, 'the text of a JSON value that is no object');
}
