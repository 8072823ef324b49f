import type { ClickHouseType } from '../index.js';

/** What the first `rows` values of a list cost a block: about their bytes, as JavaScript holds them. Stops above `most`. */
export type Weight = (values: ArrayLike<unknown>, rows: number, most: number) => number;

/** What each value costs at least: a place in a list. */
const CELL = 8;
/** The kinds whose values cost no more than that. */
const CELLS =
  /^(?:U?Int(?:8|16|32|64|128|256)|B?Float(?:16|32|64)|Bool|Date(?:32|Time|Time64)?|Decimal|Enum(?:8|16)|UUID|IPv[46]|Interval\w+|Nothing)$/;

/** Deeper than values can be, unless they hold themselves. */
const DEEPEST = 100;

/** The weight of a type's values: one for each, or that of a list. */
export function weightOf(type: ClickHouseType): number | Weight {
  const [inner] = type.args;
  if (CELLS.test(type.kind)) return CELL;
  if (type.kind === 'FixedString') return CELL + (type.length ?? 0);
  if (inner !== undefined && (type.kind === 'Nullable' || type.kind === 'LowCardinality')) return weightOf(inner);
  if (inner !== undefined && type.kind === 'Array') {
    const each = weightOf(inner);
    if (typeof each === 'number') return (values, rows, most) => weighLists(values, rows, most, each);
  }
  return weighValues;
}

function weighLists(values: ArrayLike<unknown>, rows: number, most: number, each: number): number {
  let sum = CELL * rows;
  for (let row = 0; row < rows && sum <= most; row++) sum += lengthOf(values[row]) * each;
  return sum;
}

/** Values of any type, in one loop: mostly they are texts or lists of texts. */
function weighValues(values: ArrayLike<unknown>, rows: number, most: number): number {
  let sum = 0;
  for (let row = 0; row < rows && sum <= most; row++) {
    const value = values[row];
    sum += typeof value === 'string' ? CELL + value.length : weigh(value, most - sum, 0);
  }
  return sum;
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return ArrayBuffer.isView(value) && 'length' in value ? Number(value.length) : 0;
}

/** The weight of a value of any type; nothing that is weighed is more than `most`. */
function weigh(value: unknown, most: number, depth: number): number {
  if (typeof value === 'string') return CELL + value.length;
  if (typeof value !== 'object' || value === null) return CELL;
  if (Array.isArray(value)) return weighItems(value, most, depth);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return CELL + value.byteLength + lengthOf(value) * CELL;
  return weighItems(value instanceof Map ? [...value].flat(1) : Object.entries(value).flat(1), most, depth);
}

function weighItems(items: readonly unknown[], most: number, depth: number): number {
  let sum = CELL;
  if (depth > DEEPEST) return sum;
  for (let index = 0; index < items.length && sum <= most; index++) {
    const item = items[index];
    sum += typeof item === 'string' ? CELL + item.length : weigh(item, most - sum, depth + 1);
  }
  return sum;
}
