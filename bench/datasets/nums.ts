import type { Dataset } from './dataset.ts';

/** Four numbers, 24 bytes a row in Native. Decimals are short, which favours JSON. */
export const nums: Dataset = {
  name: 'nums',
  columns: "id UInt64, count Int32, value Float64, at DateTime('UTC')",
  values: 'number, number % 1000003, (number % 100000) / 100, 1700000000 + number % 31536000',
  sum: 'sum(count)',
};

/** As users have them who write JSON: numbers only. */
export interface NumsRow {
  id: number;
  count: number;
  value: number;
  /** Seconds. */
  at: number;
}

/** The rows of the table, to insert. */
export function numsRows(rows: number): NumsRow[] {
  return Array.from({ length: rows }, (_, number) => ({
    id: number,
    count: count(number),
    value: value(number),
    at: at(number),
  }));
}

/** The columns of the table, to insert. */
export function numsColumns(rows: number): {
  id: BigUint64Array;
  count: Int32Array;
  value: Float64Array;
  at: Uint32Array;
} {
  const length = { length: rows };
  return {
    id: BigUint64Array.from(length, (_, number) => BigInt(number)),
    count: Int32Array.from(length, (_, number) => count(number)),
    value: Float64Array.from(length, (_, number) => value(number)),
    at: Uint32Array.from(length, (_, number) => at(number)),
  };
}

const count = (number: number): number => number % 1_000_003;
const value = (number: number): number => (number % 100_000) / 100;
const at = (number: number): number => 1_700_000_000 + (number % 31_536_000);
