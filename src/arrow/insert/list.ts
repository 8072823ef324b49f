import { aliasOf } from '../../columns/alias.ts';
import { Packed } from '../../columns/packed.ts';
import type { TypedArray } from '../../columns/vector.ts';
import type { ClickHouseType } from '../../../index.js';
import type { Data } from '../library.ts';
import type { ArrowData } from './kinds.ts';
import { packed } from './packed.ts';
import { valuesOf } from './values.ts';

/** The values of a column. */
export type List = ArrayLike<unknown>;

/** Makes a list without making values; nothing where that cannot be. */
export type Pack = (data: ArrowData, target: ClickHouseType) => List | undefined;

/** Values of Arrow for a column: their memory where the type takes it for what it is, otherwise made one by one. */
export function listOf(data: Data | ArrowData, type: ClickHouseType): List {
  const target = aliasOf(type);
  return packed(data as ArrowData, target) ?? valuesOf(data as ArrowData, target);
}

/** About the bytes of the first rows of values that lie in memory. */
export function weightOf(list: List, rows: number): number {
  if (list instanceof Packed) return list.memory.weight(rows);
  return ((list as TypedArray).byteLength / Math.max(list.length, 1)) * rows;
}
