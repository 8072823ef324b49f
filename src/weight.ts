import type { ClickHouseType } from '../index.js';

/** What a value costs a block: about its bytes, as JavaScript holds it. */
export type Weight = (value: unknown) => number;

/** What each value costs at least: a place in a list. */
const CELL = 8;
/** The kinds whose values cost no more than that. */
const CELLS =
  /^(?:U?Int(?:8|16|32|64|128|256)|B?Float(?:16|32|64)|Bool|Date(?:32|Time|Time64)?|Decimal|Enum(?:8|16)|UUID|IPv[46]|Interval\w+|Nothing)$/;

/** Deeper than values can be, unless they hold themselves. */
const DEEPEST = 100;

/** The weight of a type's values: one for all, or a function. Nothing that is weighed is more than `most`. */
export function weightOf(type: ClickHouseType, most: number): number | Weight {
  const [inner] = type.args;
  if (CELLS.test(type.kind)) return CELL;
  if (type.kind === 'FixedString') return CELL + (type.length ?? 0);
  if (inner !== undefined && (type.kind === 'Nullable' || type.kind === 'LowCardinality')) return weightOf(inner, most);
  if (inner !== undefined && type.kind === 'Array') {
    const each = weightOf(inner, most);
    if (typeof each === 'number') return (value) => CELL + lengthOf(value) * each;
  }
  return (value) => (typeof value === 'string' ? CELL + value.length : weigh(value, most, 0));
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return ArrayBuffer.isView(value) && 'length' in value ? Number(value.length) : 0;
}

/** The weight of a value of any type. */
function weigh(value: unknown, most: number, depth: number): number {
  if (typeof value === 'string') return CELL + value.length;
  if (typeof value !== 'object' || value === null) return CELL;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return CELL + value.byteLength + lengthOf(value) * CELL;
  if (depth > DEEPEST) return CELL;
  let sum = CELL;
  for (const item of itemsOf(value)) {
    sum += weigh(item, most - sum, depth + 1);
    if (sum > most) break;
  }
  return sum;
}

function itemsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value)) return value;
  return value instanceof Map ? [...value].flat(1) : Object.entries(value).flat(1);
}
