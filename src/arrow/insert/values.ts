/** The values of a column of Arrow in forms that the codec of a type takes. */
import type { ClickHouseType } from '../../../index.js';
import { binary, texts } from './bytes.ts';
import { dictionary, union } from './choices.ts';
import { list, map, struct } from './containers.ts';
import { type ArrowData, ARROW } from './kinds.ts';
import { malformed, nullsOf } from './memory.ts';
import { date, duration, interval, time, timestamp } from './moments.ts';
import { bool, decimal, float, numbers } from './numbers.ts';
import { bare, unsupported } from './targets.ts';

/** The value of a row that has one. */
export type Get = (row: number) => unknown;

/** The values of all rows, `null` where there is none. */
export function valuesOf(data: ArrowData, target: ClickHouseType): unknown[] {
  const nulls = nullsOf(data);
  const get = getter(data, target);
  const out = new Array<unknown>(data.length);
  for (let row = 0; row < data.length; row++) {
    const value = nulls?.[row] ? null : get(row);
    if (value === undefined) throw malformed(data.type, row);
    out[row] = value;
  }
  return out;
}

function getter(data: ArrowData, wrapped: ClickHouseType): Get {
  const target = bare(wrapped);
  const get = getters[data.type.typeId];
  if (get === undefined) throw unsupported(data.type, target);
  return get(data, target);
}

const getters: Readonly<Record<number, ((data: ArrowData, target: ClickHouseType) => Get) | undefined>> = {
  [ARROW.null]: () => () => null,
  [ARROW.int]: numbers,
  [ARROW.float]: float,
  [ARROW.binary]: binary,
  [ARROW.largeBinary]: binary,
  [ARROW.binaryView]: binary,
  [ARROW.fixedSizeBinary]: binary,
  [ARROW.utf8]: texts,
  [ARROW.largeUtf8]: texts,
  [ARROW.utf8View]: texts,
  [ARROW.bool]: bool,
  [ARROW.decimal]: decimal,
  [ARROW.date]: date,
  [ARROW.time]: time,
  [ARROW.timestamp]: timestamp,
  [ARROW.duration]: duration,
  [ARROW.interval]: interval,
  [ARROW.list]: list,
  [ARROW.largeList]: list,
  [ARROW.fixedSizeList]: list,
  [ARROW.map]: map,
  [ARROW.struct]: struct,
  [ARROW.union]: union,
  [ARROW.dictionary]: dictionary,
};
