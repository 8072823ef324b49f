/** The codec of each type family. */
import { aggregateFunction } from './aggregate-function.ts';
import {
  geometry,
  lineString,
  multiLineString,
  multiPolygon,
  point,
  polygon,
  ring,
  simpleAggregateFunction,
} from './alias.ts';
import { array } from './array.ts';
import { bfloat16 } from './bfloat16.ts';
import { bool } from './bool.ts';
import type { Codec } from './codec.ts';
import { date, date32 } from './date.ts';
import { dateTime, dateTime64 } from './datetime.ts';
import { decimal } from './decimal.ts';
import { dynamic } from './dynamic.ts';
import { enum8, enum16 } from './enumeration.ts';
import { fixedString } from './fixed-string.ts';
import { float32, float64 } from './float.ts';
import { int8, int16, int32, int64, uint8, uint16, uint32, uint64 } from './int.ts';
import { interval } from './interval.ts';
import { ipv4, ipv6 } from './ip.ts';
import { json } from './json.ts';
import { lowCardinality } from './low-cardinality.ts';
import { map } from './map.ts';
import { nested } from './nested.ts';
import { nothing } from './nothing.ts';
import { nullable } from './nullable.ts';
import { qbit } from './qbit.ts';
import { string } from './string.ts';
import { time, time64 } from './time.ts';
import { tuple } from './tuple.ts';
import type { ClickHouseType } from '../../index.js';
import { UnsupportedTypeError } from './unsupported-type-error.ts';
import { uuid } from './uuid.ts';
import { variant } from './variant.ts';
import { int128, int256, uint128, uint256 } from './wide-int.ts';

/** Made on first use: composite types import this module, so theirs may not exist while it loads. */
const table = (): Readonly<Record<string, Codec | undefined>> => ({
  AggregateFunction: aggregateFunction,
  Array: array,
  BFloat16: bfloat16,
  Bool: bool,
  Date: date,
  Date32: date32,
  DateTime: dateTime,
  DateTime64: dateTime64,
  Decimal: decimal,
  Dynamic: dynamic,
  Enum8: enum8,
  Enum16: enum16,
  FixedString: fixedString,
  Float32: float32,
  Float64: float64,
  Geometry: geometry,
  Int8: int8,
  Int16: int16,
  Int32: int32,
  Int64: int64,
  Int128: int128,
  Int256: int256,
  Interval: interval,
  IPv4: ipv4,
  IPv6: ipv6,
  JSON: json,
  LineString: lineString,
  LowCardinality: lowCardinality,
  Map: map,
  MultiLineString: multiLineString,
  MultiPolygon: multiPolygon,
  Nested: nested,
  Nothing: nothing,
  Nullable: nullable,
  Point: point,
  Polygon: polygon,
  QBit: qbit,
  Ring: ring,
  SimpleAggregateFunction: simpleAggregateFunction,
  String: string,
  Time: time,
  Time64: time64,
  Tuple: tuple,
  UInt8: uint8,
  UInt16: uint16,
  UInt32: uint32,
  UInt64: uint64,
  UInt128: uint128,
  UInt256: uint256,
  UUID: uuid,
  Variant: variant,
});

let codecs: Readonly<Record<string, Codec | undefined>> | undefined;

function codecTable(): Readonly<Record<string, Codec | undefined>> {
  codecs ??= table();
  return codecs;
}

/** The formats of a family of types. */
export interface Formats {
  /** The name of the default, where it has one. */
  readonly form: string | undefined;
  /** The others. */
  readonly formats: readonly string[];
}

const noFormats: Formats = { form: undefined, formats: [] };

/** The formats of each family. */
export function familyFormats(): readonly (readonly [string, Formats])[] {
  return Object.keys(codecTable()).map((family) => [family, formatsOf(family)]);
}

export function formatsOf(family: string): Formats {
  const codec = codecTable()[family];
  return codec === undefined ? noFormats : { form: codec.form, formats: codec.formats ?? [] };
}

export function codecOf(type: ClickHouseType): Codec {
  const codec = codecTable()[type.kind];
  if (codec === undefined) throw new UnsupportedTypeError(type.name);
  return codec;
}
