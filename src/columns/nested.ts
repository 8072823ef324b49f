/** `Nested(a A, …)`: the column of `Array(Tuple(a A, …))`. */
import { asList } from './array.ts';
import type { Codec } from './codec.ts';
import { isRecord } from './map.ts';
import { codecOf } from './registry.ts';
import { elementsOf } from './tuple.ts';
import type { ClickHouseType } from '../../index.js';
import { describe, ValueError, wrongType } from './value-error.ts';

/** Kept, because what is known of a type is kept by the object that it is. */
const arrays = new WeakMap<ClickHouseType, { array: ClickHouseType; tuple: ClickHouseType }>();

function partsOf(type: ClickHouseType): { array: ClickHouseType; tuple: ClickHouseType } {
  let parts = arrays.get(type);
  if (parts === undefined) {
    const { args, name, names = [] } = type;
    const tuple = { kind: 'Tuple', name: name.replace('Nested', 'Tuple'), args, names };
    parts = { array: { kind: 'Array', name, args: [tuple] }, tuple };
    arrays.set(type, parts);
  }
  return parts;
}

export const nested: Codec = {
  read(type, rows, reading) {
    const { array, tuple } = partsOf(type);
    // The elements are objects, whatever format tuples have.
    const format = (inner: ClickHouseType) => (inner === tuple ? undefined : reading.format(inner));
    return codecOf(array).read(array, rows, { ...reading, format });
  },
  zero: () => [],
  write(type, values, writing) {
    const { array } = partsOf(type);
    codecOf(array).write(array, nestedRows(type, values), writing);
  },
};

/** The rows of a Nested as arrays of arrays of its elements, from any of their three forms. */
export function nestedRows(type: ClickHouseType, values: ArrayLike<unknown>): ArrayLike<unknown>[][] {
  const { tuple } = partsOf(type);
  const names = (type.names ?? []).map(String);
  return Array.from(values, (value, row) => {
    if (Array.isArray(value)) return value.map((element) => elementsOf(element, row, tuple, names));
    if (isRecord(value)) return fromColumns(value as Record<string, unknown>, row, type, names);
    throw wrongType(row, value, type.name, 'an array of objects or arrays, or an object of arrays');
  });
}

/** `{ a: [1, 2], b: ['x', 'y'] }`. */
function fromColumns(
  value: Readonly<Record<string, unknown>>,
  row: number,
  type: ClickHouseType,
  names: readonly string[],
): unknown[][] {
  const refuse = (reason: string) => new ValueError(row, value, type.name, reason);
  const unknown = Object.keys(value).find((key) => !names.includes(key));
  if (unknown !== undefined) throw refuse(`the nested type has no element '${unknown}'`);
  const lists = names.map((name) => {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    const list = asList(member);
    if (list === undefined) throw refuse(`'${name}': expected an array, got ${describe(member)}`);
    return list;
  });
  const length = lists[0]?.length ?? 0;
  const other = lists.findIndex((list) => list.length !== length);
  if (other >= 0) {
    throw refuse(`'${names[other]}' has ${lists[other]?.length} values and '${names[0]}' has ${length}`);
  }
  return Array.from({ length }, (_, index) => lists.map((list) => list[index]));
}
