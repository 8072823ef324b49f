/** Types of several values a row: `Array(T)`, `Map(K, V)`, `Nested(…)`, `QBit(T, n)`. */
import type { ClickHouseType } from '../../../index.js';
import { innerOf } from './inner.ts';
import { type ArrowColumn, dataOf, fieldOf, type Maker, type Making } from './making.ts';
import { signed } from './printed.ts';
import { struct, tuple } from './struct.ts';

/** Lists of the values of `element`, whatever they are called. */
export function listOf(element: ArrowColumn, { arrow }: Making): ArrowColumn {
  const type = new arrow.List(fieldOf(arrow, 'item', element));
  return {
    type,
    nullable: false,
    read(rows, reading, validity) {
      const valueOffsets = signed(reading.arena.offsets(reading.arena.next(), rows));
      const child = element.read(reading.arena.next(), reading);
      return dataOf(arrow, type, rows, { valueOffsets, child }, validity);
    },
  };
}

export const array: Maker = (type, making) => listOf(making.column(innerOf(type)), making);

/** A list of structs. */
export const nested: Maker = (type, making) => listOf(tuple(type, making), making);

export const map: Maker = (mapType, making) => {
  const { arrow } = making;
  const [key, value] = [making.column(innerOf(mapType)), making.column(innerOf(mapType, 1))];
  const entries = struct(['key', 'value'], [key, value], making);
  const type = new arrow.Map_(fieldOf(arrow, 'entries', entries) as never);
  return {
    type,
    nullable: false,
    read(rows, reading, validity) {
      const valueOffsets = signed(reading.arena.offsets(reading.arena.next(), rows));
      const child = entries.read(reading.arena.next(), reading);
      return dataOf(arrow, type, rows, { valueOffsets, child }, validity);
    },
  };
};

export const qbit: Maker = (vectorType: ClickHouseType, making) => {
  const { arrow } = making;
  const { length = 0 } = vectorType;
  const element = making.column(innerOf(vectorType));
  const type = new arrow.FixedSizeList(length, fieldOf(arrow, 'item', element));
  return {
    type,
    nullable: false,
    read: (rows, reading, validity) =>
      dataOf(arrow, type, rows, { child: element.read(rows * length, reading) }, validity),
  };
};
