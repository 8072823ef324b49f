/** Types that are others under a name of their own: the geographic ones and `SimpleAggregateFunction(f, T)`. */
import type { Codec } from './codec.ts';
import { codecOf } from './registry.ts';
import { variant } from './variant.ts';
import type { ClickHouseType } from '../../index.js';

/** The type of a column's values: that of a `SimpleAggregateFunction` is its argument, any other itself. */
export function aliasOf(type: ClickHouseType): ClickHouseType {
  const [argument] = type.args;
  return type.kind === 'SimpleAggregateFunction' && argument !== undefined ? aliasOf(argument) : type;
}

export const simpleAggregateFunction: Codec = {
  read: (type, rows, reading) => codecOf(aliasOf(type)).read(aliasOf(type), rows, reading),
  zero: (type) => codecOf(aliasOf(type)).zero(aliasOf(type)),
  write: (type, values, writing) => codecOf(aliasOf(type)).write(aliasOf(type), values, writing),
};

/** A Variant under a name of its own. */
export const geometry: Codec = {
  formats: ['typed'],
  read: (type, rows, reading) => variant.read(type, rows, reading),
  zero: () => null,
  write: (type, values, writing) => variant.write(type, values, { ...writing, format: noFormat }),
};

const named = (kind: string, name: string, ...args: ClickHouseType[]): ClickHouseType => ({ kind, name, args });
const member = (name: string): ClickHouseType => named(name, name);
const noFormat = (): undefined => undefined;

/** Codec of a geographic type; coordinates and points are what they are, whatever formats numbers and tuples have. */
function geographic(alias: ClickHouseType): Codec {
  return {
    read: (_, rows, reading) => codecOf(alias).read(alias, rows, { ...reading, format: noFormat }),
    zero: () => codecOf(alias).zero(alias),
    write: (_, values, writing) => codecOf(alias).write(alias, values, { ...writing, format: noFormat }),
  };
}

export const point = geographic(named('Tuple', 'Point', member('Float64'), member('Float64')));
export const ring = geographic(named('Array', 'Ring', member('Point')));
export const lineString = geographic(named('Array', 'LineString', member('Point')));
export const polygon = geographic(named('Array', 'Polygon', member('Ring')));
export const multiLineString = geographic(named('Array', 'MultiLineString', member('LineString')));
export const multiPolygon = geographic(named('Array', 'MultiPolygon', member('Polygon')));
