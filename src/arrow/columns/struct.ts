/** `Tuple(…)` and points. */
import type { ClickHouseType } from '../../../index.js';
import { type ArrowColumn, dataOf, fieldOf, type Maker, type Making } from './making.ts';

export function struct(names: readonly string[], elements: readonly ArrowColumn[], { arrow }: Making): ArrowColumn {
  const type = new arrow.Struct(elements.map((element, place) => fieldOf(arrow, names[place] ?? '', element)));
  return {
    type,
    nullable: false,
    read(rows, reading, validity) {
      // A tuple of nothing has bytes all the same.
      if (elements.length === 0) reading.arena.next();
      const children = elements.map((element) => element.read(rows, reading));
      return dataOf(arrow, type, rows, { children }, validity);
    },
  };
}

/** Elements without a name are called as on the server: `1`, `2`, … */
export const tuple: Maker = ({ args, names = [] }, making) =>
  struct(
    args.map((_, place) => names[place] ?? String(place + 1)),
    args.map((type) => making.column(type)),
    making,
  );

const COORDINATE: ClickHouseType = { kind: 'Float64', name: 'Float64', args: [] };

export const point: Maker = (_, making) => {
  const coordinate = making.column(COORDINATE);
  return struct(['x', 'y'], [coordinate, coordinate], making);
};
