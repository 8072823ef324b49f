/** `Tuple(…)`: a column for each element. */
import type { Codec } from './codec.ts';
import { member, pluck, RowFactory } from './compiled.ts';
import { jsonText } from './json-text.ts';
import { mapped } from './made.ts';
import { isRecord } from './map.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import { ValueError, wrongType } from './value-error.ts';
import type { Vector } from './vector.ts';

class TupleVector implements Vector {
  readonly length: number;
  readonly #elements: readonly Vector[];
  readonly #factory: RowFactory<unknown>;

  constructor(rows: number, elements: readonly Vector[], names: readonly string[] | undefined) {
    this.length = rows;
    this.#elements = elements;
    this.#factory = new RowFactory(names);
  }

  get(index: number): unknown {
    return this.slice(index, index + 1)[0];
  }

  slice(from: number, to: number): unknown[] {
    return this.#factory.rows(this.#elements, from, to);
  }
}

/** The elements' names, when all have one. */
function namesOf(type: ClickHouseType): string[] | undefined {
  const names = type.names?.filter((name) => name !== null);
  return names !== undefined && names.length > 0 && names.length === type.args.length ? names : undefined;
}

export const tuple: Codec = {
  formats: ['tuple', 'object', 'json'],
  read(type, rows, reading) {
    if (type.args.length === 0) reading.arena.next();
    const elements = type.args.map((element) => codecOf(element).read(element, rows, reading));
    const format = reading.format(type);
    if (format === 'tuple') return new TupleVector(rows, elements, undefined);
    const names = namesOf(type) ?? (format === undefined ? undefined : elements.map((_, index) => String(index + 1)));
    const vector = new TupleVector(rows, elements, names);
    return format === 'json' ? mapped(vector, jsonText) : vector;
  },
  zero: (type) => type.args.map((element) => codecOf(element).zero(element)),
  write(type, values, writing) {
    const names = namesOf(type);
    const rows = Array.from(values, (value, index) => elementsOf(value, index, type, names));
    if (type.args.length === 0) writing.sections.push(new Uint8Array(rows.length).fill(0x30));
    type.args.forEach((element, index) => {
      codecOf(element).write(element, pluck(rows, index, 0, rows.length), writing);
    });
  },
};

/** The elements of a value, in the order of the type. */
export function elementsOf(
  value: unknown,
  index: number,
  type: ClickHouseType,
  names: readonly string[] | undefined,
): ArrayLike<unknown> {
  const count = type.args.length;
  if (Array.isArray(value)) {
    if (value.length === count) return value;
    throw new ValueError(index, value, type.name, `an array of ${value.length} for a tuple of ${count} elements`);
  }
  if (names === undefined || typeof value !== 'object' || value === null) {
    throw wrongType(index, value, type.name, names === undefined ? 'an array' : 'an object or array');
  }
  // A Promise or a Map has no members, and would be a tuple of nothing but NULL.
  if (!isRecord(value) && !names.some((name) => Object.hasOwn(value, name))) {
    throw wrongType(index, value, type.name, 'an object or array');
  }
  const unknown = Object.keys(value).find((key) => !names.includes(key));
  if (unknown !== undefined) throw new ValueError(index, value, type.name, `the tuple has no element '${unknown}'`);
  return names.map((name) => member(value as Record<string, unknown>, name));
}
