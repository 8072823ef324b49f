import type { ClickHouseType } from '../../index.js';
import { DataError } from '../errors.ts';
import { parseType } from '../datatype.ts';

const generic: Readonly<Record<string, string>> = {
  Bool: 'boolean',
  UInt8: 'int',
  UInt16: 'int',
  Int8: 'int',
  Int16: 'int',
  Int32: 'int',
  UInt32: 'bigint',
  UInt64: 'bigint',
  Int64: 'bigint',
  Interval: 'bigint',
  UInt128: 'decimal',
  UInt256: 'decimal',
  Int128: 'decimal',
  Int256: 'decimal',
  Decimal: 'decimal',
  BFloat16: 'float',
  Float32: 'float',
  Float64: 'double',
  Date: 'date',
  Date32: 'date',
  DateTime: 'timestamp',
  DateTime64: 'timestamp',
};

/** What holds a value of the type inside of it. */
const wrappers = new Set(['Nullable', 'LowCardinality', 'SimpleAggregateFunction']);

/** The type whose values are those of a type: `UInt8` of `LowCardinality(Nullable(UInt8))`. */
export function bare(type: ClickHouseType): ClickHouseType {
  const [inner] = type.args;
  return inner !== undefined && wrappers.has(type.kind) ? bare(inner) : type;
}

/** The type of Cube for one of ClickHouse. Texts are what it has no type for. */
export function toGeneric(type: ClickHouseType): string {
  return generic[bare(type).kind] ?? 'text';
}

/** As `parseType`; `undefined` for what is no type of ClickHouse. */
export function typeOf(name: string): ClickHouseType | undefined {
  try {
    return parseType(name);
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}

const stored: Readonly<Record<string, string>> = {
  text: 'String',
  string: 'String',
  boolean: 'Bool',
  int: 'Int64',
  bigint: 'Int64',
  decimal: 'Decimal(38, 10)',
  float: 'Float32',
  double: 'Float64',
  date: 'Date32',
  timestamp: "DateTime64(3, 'UTC')",
};

/** The type of a column for a type of Cube: NULL is a value of all of them. Types of ClickHouse stay as they are. */
export function fromGeneric(type: string): string {
  const name = stored[type.toLowerCase()] ?? type.replace(/^decimal(?=\()/, 'Decimal');
  const known = typeOf(name);
  if (known === undefined)
    throw new DataError(`Cube's type '${type}' is none of ClickHouse`, { code: 'ERR_INVALID_TYPE' });
  return stored[type.toLowerCase()] === undefined && name === type ? type : `Nullable(${name})`;
}
