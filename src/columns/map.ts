/** `Map(K, V)`: offsets, and the keys and values of all rows. */
import { flatten, writeJoined } from './array.ts';
import type { Codec } from './codec.ts';
import { unpadded } from './fixed-string.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import type { Vector } from './vector.ts';

type Entries = Record<string, unknown> | Map<unknown, unknown> | [unknown, unknown][];
type MakeEntries = (keys: unknown[], values: unknown[], from: number, to: number) => Entries;

class MapVector implements Vector<Entries> {
  readonly length: number;
  readonly #offsets: Uint32Array;
  readonly #keys: Vector;
  readonly #values: Vector;
  readonly #make: MakeEntries;

  constructor(offsets: Uint32Array, keys: Vector, values: Vector, make: MakeEntries) {
    this.length = offsets.length - 1;
    this.#offsets = offsets;
    this.#keys = keys;
    this.#values = values;
    this.#make = make;
  }

  get(index: number): Entries {
    return this.slice(index, index + 1)[0] as Entries;
  }

  slice(from: number, to: number): Entries[] {
    const offsets = this.#offsets;
    const base = offsets[from] as number;
    const keys = this.#keys.slice(base, offsets[to] as number);
    const values = this.#values.slice(base, offsets[to] as number);
    const make = this.#make;
    const out = new Array<Entries>(to - from);
    for (let i = from; i < to; i++) {
      out[i - from] = make(keys, values, (offsets[i] as number) - base, (offsets[i + 1] as number) - base);
    }
    return out;
  }
}

/** Without a prototype, so that any key is only a key. */
function toObject(keys: unknown[], values: unknown[], from: number, to: number): Record<string, unknown> {
  const out: Record<string, unknown> = Object.create(null);
  for (let i = from; i < to; i++) {
    const key = keys[i];
    out[Buffer.isBuffer(key) ? unpadded(key) : String(key)] = values[i];
  }
  return out;
}

function toMap(keys: unknown[], values: unknown[], from: number, to: number): Map<unknown, unknown> {
  const out = new Map<unknown, unknown>();
  for (let i = from; i < to; i++) out.set(keys[i], values[i]);
  return out;
}

function toPairs(keys: unknown[], values: unknown[], from: number, to: number): [unknown, unknown][] {
  return Array.from({ length: to - from }, (_, index) => [keys[from + index], values[from + index]]);
}

const makers: Readonly<Record<string, MakeEntries>> = { object: toObject, map: toMap, pairs: toPairs };

/** Keys that are property names by nature. */
const nameKinds = new Set(['String', 'FixedString', 'Enum8', 'Enum16', 'UUID']);

function keyAndValue(type: ClickHouseType): { key: ClickHouseType; value: ClickHouseType; asObject: boolean } {
  const [key, value] = type.args;
  if (key === undefined || value === undefined) throw new TypeError(`${type.name} has no key and value`);
  const bare = key.kind === 'LowCardinality' ? key.args[0] : key;
  return { key, value, asObject: bare !== undefined && nameKinds.has(bare.kind) };
}

export const map: Codec = {
  formats: ['object', 'map', 'pairs'],
  read(type, rows, reading) {
    const { key, value, asObject } = keyAndValue(type);
    const offsets = reading.arena.offsets(reading.arena.next(), rows);
    const count = reading.arena.next();
    const keys = codecOf(key).read(key, count, reading);
    const make = makers[reading.format(type) ?? ''] ?? (asObject ? toObject : toMap);
    return new MapVector(offsets, keys, codecOf(value).read(value, count, reading), make);
  },
  zero: () => ({}),
  write(type, values, writing) {
    const { key, value } = keyAndValue(type);
    const { offsets, values: pairs } = flatten(values, type, asPairs);
    writing.sections.push(offsets);
    const part = (index: 0 | 1): unknown[] => Array.from(pairs, (pair) => (pair as [unknown, unknown])[index]);
    writeJoined(key, { offsets, values: part(0) }, writing);
    writeJoined(value, { offsets, values: part(1) }, writing);
  },
};

function asPairs(row: unknown): ArrayLike<unknown> | undefined {
  if (row instanceof Map) return [...row];
  if (Array.isArray(row)) return row.every((pair) => Array.isArray(pair) && pair.length === 2) ? row : undefined;
  return isRecord(row) ? Object.entries(row) : undefined;
}

/** Whether an object is nothing but its entries: a Set or a Date would be taken for an empty map. */
export function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  // Other realms have an Object.prototype of their own, which has no prototype either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
