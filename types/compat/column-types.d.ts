/** @deprecated Use `parseType` of `clickhouse-connect`, which knows all types. */
export function parseColumnType(sourceType: string): ParsedColumnType;

/** @deprecated As `parseColumnType`. */
export const SimpleColumnTypes: readonly [
  'Bool',
  'UInt8',
  'Int8',
  'UInt16',
  'Int16',
  'UInt32',
  'Int32',
  'UInt64',
  'Int64',
  'UInt128',
  'Int128',
  'UInt256',
  'Int256',
  'Float32',
  'Float64',
  'String',
  'UUID',
  'Date',
  'Date32',
  'IPv4',
  'IPv6',
];
export type SimpleColumnType = (typeof SimpleColumnTypes)[number];

interface Parsed<Type extends string> {
  type: Type;
  sourceType: string;
}
export interface ParsedColumnSimple extends Parsed<'Simple'> {
  columnType: SimpleColumnType;
}
export interface ParsedColumnFixedString extends Parsed<'FixedString'> {
  sizeBytes: number;
}
export interface ParsedColumnDateTime extends Parsed<'DateTime'> {
  timezone: string | null;
}
export interface ParsedColumnDateTime64 extends Parsed<'DateTime64'> {
  timezone: string | null;
  precision: number;
}
export interface ParsedColumnEnum extends Parsed<'Enum'> {
  values: Record<number, string>;
  intSize: 8 | 16;
}
export interface ParsedColumnDecimal extends Parsed<'Decimal'> {
  params: { precision: number; scale: number; intSize: 32 | 64 | 128 | 256 };
}
type ParsedScalar =
  | ParsedColumnSimple
  | ParsedColumnEnum
  | ParsedColumnDecimal
  | ParsedColumnFixedString
  | ParsedColumnDateTime
  | ParsedColumnDateTime64;
export interface ParsedColumnNullable extends Parsed<'Nullable'> {
  value: ParsedScalar;
}
export interface ParsedColumnArray extends Parsed<'Array'> {
  value: ParsedScalar | ParsedColumnNullable | ParsedColumnMap | ParsedColumnTuple;
  dimensions: number;
}
export interface ParsedColumnMap extends Parsed<'Map'> {
  key: ParsedColumnSimple | ParsedColumnFixedString | ParsedColumnEnum | ParsedColumnDateTime;
  value: ParsedColumnType;
}
export interface ParsedColumnTuple extends Parsed<'Tuple'> {
  elements: ParsedColumnType[];
}
export type ParsedColumnType =
  | ParsedScalar
  | ParsedColumnNullable
  | ParsedColumnArray
  | ParsedColumnTuple
  | ParsedColumnMap;
