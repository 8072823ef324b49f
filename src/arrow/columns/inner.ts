import type { ClickHouseType } from '../../../index.js';

/** The type inside another, at a place among several. */
export function innerOf(type: ClickHouseType, place = 0): ClickHouseType {
  const inner = type.args[place];
  if (inner === undefined) throw new TypeError(`${type.name} has no element`);
  return inner;
}
