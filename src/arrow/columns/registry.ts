/** The column of Arrow for each type family. */
import { UnsupportedTypeError } from '../../columns/unsupported-type-error.ts';
import type { ClickHouseType } from '../../../index.js';
import { decimal } from './decimal.ts';
import { enumeration } from './enumeration.ts';
import { innerOf } from './inner.ts';
import { array, listOf, map, nested, qbit } from './list.ts';
import { lowCardinality } from './low-cardinality.ts';
import type { ArrowColumn, Maker, Making } from './making.ts';
import { nothing } from './nothing.ts';
import { nullable } from './nullable.ts';
import { bfloat16, bool, number } from './number.ts';
import { asString, asText, dynamic, json, variantText } from './printed.ts';
import { point, tuple } from './struct.ts';
import { date, date32, dateTime, dateTime64, interval, time, time64 } from './temporal.ts';
import { binary, fixedString, string } from './text.ts';
import { variant } from './union.ts';
import { uuid } from './uuid.ts';

/** Lists of another geographic type. */
const listOfKind =
  (kind: string): Maker =>
  (_, making) =>
    listOf(making.column({ kind, name: kind, args: [] }), making);

const makers: Readonly<Record<string, Maker | undefined>> = {
  AggregateFunction: binary,
  Array: array,
  BFloat16: bfloat16,
  Bool: bool,
  Date: date,
  Date32: date32,
  DateTime: dateTime,
  DateTime64: dateTime64,
  Decimal: decimal,
  Dynamic: dynamic,
  Enum8: enumeration(Int8Array),
  Enum16: enumeration(Int16Array),
  FixedString: fixedString,
  Float32: number('Float32', Float32Array),
  Float64: number('Float64', Float64Array),
  Geometry: variant,
  Int8: number('Int8', Int8Array),
  Int16: number('Int16', Int16Array),
  Int32: number('Int32', Int32Array),
  Int64: number('Int64', BigInt64Array),
  Int128: asString,
  Int256: asString,
  Interval: interval,
  IPv4: asText,
  IPv6: asText,
  JSON: json,
  LineString: listOfKind('Point'),
  LowCardinality: lowCardinality,
  Map: map,
  MultiLineString: listOfKind('LineString'),
  MultiPolygon: listOfKind('Polygon'),
  Nested: nested,
  Nothing: nothing,
  Nullable: nullable,
  Point: point,
  Polygon: listOfKind('Ring'),
  QBit: qbit,
  Ring: listOfKind('Point'),
  SimpleAggregateFunction: (type, making) => making.column(innerOf(type)),
  String: string,
  Time: time,
  Time64: time64,
  Tuple: tuple,
  UInt8: number('Uint8', Uint8Array),
  UInt16: number('Uint16', Uint16Array),
  UInt32: number('Uint32', Uint32Array),
  UInt64: number('Uint64', BigUint64Array),
  UInt128: asString,
  UInt256: asString,
  UUID: uuid,
  Variant: variant,
};

/** What data frames have no type for is text in them. */
const frameMakers: Readonly<Record<string, Maker | undefined>> = {
  Decimal: (type, making) => ((type.precision ?? 0) > 38 ? asText : decimal)(type, making),
  FixedString: (type, making) => (making.useStrings ? asString : fixedString)(type, making),
  Geometry: variantText,
  UUID: asText,
  Variant: variantText,
};

/** How a column of that type is made. @throws {UnsupportedTypeError} for types that Arrow has no form for. */
export function arrowColumn(type: ClickHouseType, making: Omit<Making, 'column'>): ArrowColumn {
  const column = (inner: ClickHouseType): ArrowColumn => {
    const make = (making.forFrames ? frameMakers[inner.kind] : undefined) ?? makers[inner.kind];
    if (make === undefined) throw new UnsupportedTypeError(inner.name);
    return make(inner, { ...making, column });
  };
  return column(type);
}
