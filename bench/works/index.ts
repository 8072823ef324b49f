import type { Work } from '../task.ts';
import { arrow } from './arrow.ts';
import { ask } from './ask.ts';
import { compat } from './compat.ts';
import { columns } from './columns.ts';
import { copy } from './copy.ts';
import { growth } from './growth.ts';
import { inserts } from './inserts.ts';
import { rows } from './rows.ts';

/** @param large Whether the growth of memory is also looked at with ten times the rows. */
export function worksOf(large: boolean): readonly Work[] {
  return [...columns, ...arrow, ...rows, ...inserts, ...copy, ...ask, ...compat, ...growth(large)];
}
