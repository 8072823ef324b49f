import { aliasOf } from '../../columns/alias.ts';
import type { ClickHouseType } from '../../../index.js';
import type { Data } from '../library.ts';
import type { ArrowData } from './kinds.ts';
import { packed } from './packed.ts';
import { valuesOf } from './values.ts';

/** Values of Arrow for a column: their memory where the type takes it for what it is, otherwise made one by one. */
export function listOf(data: Data | ArrowData, type: ClickHouseType): ArrayLike<unknown> {
  const target = aliasOf(type);
  return packed(data as ArrowData, target) ?? valuesOf(data as ArrowData, target);
}
