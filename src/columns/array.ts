/** `Array(T)`: offsets, and the values of all rows, joined. */
import type { Codec, Writing } from './codec.ts';
import { writeValues } from './packed.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import { ValueError, wrongType } from './value-error.ts';
import type { Vector } from './vector.ts';

class ArrayVector implements Vector<unknown[]> {
  readonly length: number;
  readonly #offsets: Uint32Array;
  readonly #values: Vector;

  constructor(offsets: Uint32Array, values: Vector) {
    this.#offsets = offsets;
    this.#values = values;
    this.length = offsets.length - 1;
  }

  get(index: number): unknown[] {
    return this.#values.slice(this.#offsets[index] as number, this.#offsets[index + 1] as number);
  }

  /** The values of all rows at once, then cut: short arrays one by one would pay for each call. */
  slice(from: number, to: number): unknown[][] {
    const offsets = this.#offsets;
    const base = offsets[from] as number;
    const values = this.#values.slice(base, offsets[to] as number);
    const out = new Array<unknown[]>(to - from);
    let start = 0;
    for (let i = from; i < to; i++) {
      const end = (offsets[i + 1] as number) - base;
      out[i - from] = cut(values, start, end);
      start = end;
    }
    return out;
  }
}

/** `slice` takes 50 ns however short an array is. */
function cut(values: unknown[], start: number, end: number): unknown[] {
  switch (end - start) {
    case 0:
      return [];
    case 1:
      return [values[start]];
    case 2:
      return [values[start], values[start + 1]];
    case 3:
      return [values[start], values[start + 1], values[start + 2]];
    default:
      return values.slice(start, end);
  }
}

/** The rows of a column of arrays: an offset for each, and their values one behind another. */
export interface Flattened {
  readonly offsets: Uint32Array;
  readonly values: ArrayLike<unknown>;
}

/** V8 ends the process for a list that grows beyond twice as many. */
const LONGEST_LIST = 2 ** 26;
/** V8 makes a slow dictionary of a list that begins with more than twice as many. */
const LONGEST_NEW = 2 ** 24;

/** Joins arrays; `items` gives those of one row, or nothing when it is not an array. */
export function flatten(
  rows: ArrayLike<unknown>,
  type: ClickHouseType,
  items: (row: unknown) => ArrayLike<unknown> | undefined,
): Flattened {
  const offsets = new Uint32Array(rows.length + 1);
  const lists = new Array<ArrayLike<unknown>>(rows.length);
  let end = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = items(rows[i]);
    if (row === undefined) throw wrongType(i, rows[i], type.name, type.kind === 'Map' ? 'a map' : 'an array');
    lists[i] = row;
    end += row.length;
    offsets[i + 1] = end;
  }
  const values = joined(lists, end);
  if (values !== undefined) return { offsets, values };
  const last = lists.length - 1;
  throw new ValueError(
    last,
    rows[last],
    type.name,
    `more than ${LONGEST_LIST} elements that are of no common typed array`,
  );
}

const typedArrays = [
  Float32Array,
  Float64Array,
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  BigUint64Array,
  BigInt64Array,
] as const;

/** The elements of all lists: in one typed array when they all are of its kind; nothing when they are too many for a list. */
function joined(lists: readonly ArrayLike<unknown>[], length: number): ArrayLike<unknown> | undefined {
  const [first] = lists;
  if (first !== undefined && lists.length === 1) return first;
  const array = typedArrays.find((each) => first instanceof each);
  if (array !== undefined && lists.every((list) => list instanceof array)) {
    const out = new array(length) as Uint8Array;
    let at = 0;
    for (const list of lists as readonly Uint8Array[]) {
      out.set(list, at);
      at += list.length;
    }
    return out;
  }
  if (length > LONGEST_LIST) return undefined;
  const out = length > LONGEST_NEW ? [] : new Array<unknown>(length);
  let at = 0;
  for (const list of lists) for (let j = 0; j < list.length; j++) out[at++] = list[j];
  return out;
}

/** Writes joined values; a failure tells the row that the value lies in. */
export function writeJoined(type: ClickHouseType, { offsets, values }: Flattened, writing: Writing): void {
  try {
    writeValues(type, values, writing);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const { index } = error;
    const row = offsets.findIndex((end) => end > index);
    throw error.atRow(Math.max(row - 1, 0));
  }
}

function element(type: ClickHouseType): ClickHouseType {
  const [inner] = type.args;
  if (inner === undefined) throw new TypeError(`${type.name} has no element`);
  return inner;
}

export const array: Codec = {
  read(type, rows, reading) {
    const offsets = reading.arena.offsets(reading.arena.next(), rows);
    const count = reading.arena.next();
    const inner = element(type);
    return new ArrayVector(offsets, codecOf(inner).read(inner, count, reading));
  },
  zero: () => [],
  write(type, values, writing) {
    const joined = flatten(values, type, asList);
    writing.sections.push(joined.offsets);
    writeJoined(element(type), joined, writing);
  },
};

/** What can stand for an array; nothing for other values. */
export function asList(row: unknown): ArrayLike<unknown> | undefined {
  if (Array.isArray(row)) return row;
  if (ArrayBuffer.isView(row) && !(row instanceof DataView)) return row as unknown as ArrayLike<unknown>;
  return undefined;
}
