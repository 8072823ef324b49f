import type { Dataset } from './dataset.ts';

const kinds = ['blue', 'cyan', 'grey', 'lime', 'pink', 'plum', 'rose', 'teal'];
/** Factors that spread a number over 32 bits. */
const spread = [2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263] as const;
const words = spread.map((factor) => `leftPad(lower(hex(toUInt32(number * ${factor}))), 8, '0')`);

/** Nine types, some 82 bytes a row in Native. */
export const mixed: Dataset = {
  name: 'mixed',
  columns: `id UInt64, at DateTime('UTC'), name String, kind LowCardinality(String), price Decimal(18, 4),
    score Nullable(Float64), tags Array(String), ok Bool, uid UUID`,
  values: `number, 1700000000 + number % 31536000, concat('customer ', toString(toUInt32(number * ${spread[0]}))),
    ['${kinds.join("', '")}'][number % 8 + 1], toDecimal64(number * 7919 % 1000000007, 4) / 10000,
    if(number % 10 = 0, NULL, (number % 100000) / 100),
    arrayMap(i -> concat('tag', toString((number + i) % 100)), range(number % 4)), number % 3 = 0,
    toUUID(concat(${uuidOf(words)}))`,
  sum: 'sum(length(name))',
};

/** As users have them who write JSON. */
export interface MixedRow {
  id: number;
  /** Seconds. */
  at: number;
  name: string;
  kind: string;
  price: string;
  score: number | null;
  tags: string[];
  ok: boolean;
  uid: string;
}

/** The rows of the table, to insert. */
export function mixedRows(rows: number): MixedRow[] {
  return Array.from({ length: rows }, (_, number) => ({
    id: number,
    at: 1_700_000_000 + (number % 31_536_000),
    name: `customer ${word(number, spread[0])}`,
    kind: kinds[number % 8] ?? '',
    price: price((number * 7919) % 1_000_000_007),
    score: number % 10 === 0 ? null : (number % 100_000) / 100,
    tags: Array.from({ length: number % 4 }, (_, i) => `tag${(number + i) % 100}`),
    ok: number % 3 === 0,
    uid: uuid(number),
  }));
}

function price(units: number): string {
  return `${Math.floor(units / 10_000)}.${String(units % 10_000).padStart(4, '0')}`;
}

function word(number: number, factor: number): number {
  return Math.imul(number, factor) >>> 0;
}

function uuid(number: number): string {
  const digits = spread.map((factor) => word(number, factor).toString(16).padStart(8, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The same in SQL. */
function uuidOf([a, b, c, d]: readonly string[]): string {
  const halves = [b, c].map((part) => `'-', substring(${part}, 1, 4), '-', substring(${part}, 5)`);
  return [a, ...halves, d].join(', ');
}
