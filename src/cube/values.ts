import type { ClickHouseType, Formats, Row } from '../../index.js';
import { bare } from './generic-types.ts';

/** The forms that values are read in: texts of what JSON has no numbers and no times for. Clients may have others. */
export const formats: Formats = {
  '*': 'native',
  '*Int64': 'string',
  '*Int128': 'string',
  '*Int256': 'string',
  'Date*': 'string',
  FixedString: 'string',
  Map: 'object',
};

/** What a result says of its columns. */
export interface Columns {
  readonly columnNames: readonly string[];
  readonly columnTypes: readonly ClickHouseType[];
}

type Convert = (value: unknown) => unknown;

/** Makes values of Cube of those in rows: numbers are texts, times are ISO 8601 without a zone, and all of it is JSON. */
export function rowConverter({ columnNames, columnTypes }: Columns): (rows: readonly Row[]) => void {
  // Of columns with the same name rows have the last one.
  const types = new Map(columnTypes.map((type, index) => [columnNames[index] ?? '', type]));
  const converters = Array.from(types, ([name, type]) => [name, converterOf(bare(type).kind)] as const);
  return (rows) => {
    for (const [name, convert] of converters) {
      if (convert === undefined) continue;
      for (const row of rows) row[name] = convert(row[name]);
    }
  };
}

/** Texts and booleans on their own, which need nothing done. */
const ready = /^(?:String|FixedString|Bool|UUID|Enum\d+|IPv\d|Time(?:64)?|U?Int(?:64|128|256)|Decimal|Nothing)$/;

function converterOf(kind: string): Convert | undefined {
  if (ready.test(kind)) return undefined;
  if (/^Date(?:32)?$/.test(kind)) return (value) => (typeof value === 'string' ? `${value}T00:00:00.000` : value);
  if (/^DateTime/.test(kind)) return (value) => (typeof value === 'string' ? isoTime(value) : value);
  if (kind === 'Float32' || kind === 'BFloat16') {
    return (value) => (typeof value === 'number' ? finite(value, shortest) : value);
  }
  return scalar;
}

/** `2026-01-02 03:04:05.678901` with three digits of the second. */
function isoTime(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, 23).padEnd(3, '0')}`;
}

function scalar(value: unknown): unknown {
  if (typeof value === 'number') return finite(value, String);
  return plain(value);
}

/** JSON has neither NaN nor infinities: the server writes them as NULL there, and so does this. */
function finite<T>(value: number, convert: (value: number) => T): T | null {
  return Number.isFinite(value) ? convert(value) : null;
}

/** The fewest digits that are this Float32 again. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

/** A value inside of another, as JSON has it. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return finite(value, (number) => number);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (value instanceof Date) return value.toISOString().slice(0, 23).replace('T', ' ');
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [String(key), plain(item)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
