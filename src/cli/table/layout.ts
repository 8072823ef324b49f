/** How wide the columns of a table become. */
import type { TableColumn } from './columns.ts';
import type { Sized } from './text.ts';

export interface Room {
  /** Columns of the terminal; endless elsewhere. */
  readonly available: number;
  /** Columns of the widest text. */
  readonly widest: number;
  /** What stands around and between columns. */
  readonly borders: number;
}

/** Where there is not enough room, a column keeps so much. */
const LEAST = 10;

/** What a column may have: no more than the one, no less than the other. */
interface Wanted {
  readonly most: number;
  readonly least: number;
}

/** The widths of all columns, not less than those that they had before. */
export function widthsOf(
  columns: readonly TableColumn[],
  names: readonly Sized[],
  rows: readonly (readonly Sized[])[],
  { available, widest, borders }: Room,
  before: readonly number[],
): number[] {
  const wanted = columns.map(({ whole }, index): Wanted => {
    let cells = 1;
    for (const row of rows) cells = Math.max(cells, row[index]?.width ?? 0);
    const natural = Math.max(names[index]?.width ?? 0, cells);
    const earlier = before[index] ?? 0;
    const most = Math.max(whole ? natural : Math.min(natural, widest), earlier);
    const least = Math.min(most, whole ? Math.max(cells, LEAST) : LEAST);
    return { most, least: Math.max(least, earlier) };
  });
  const limit = limitOf(wanted, available - borders);
  return wanted.map((column) => within(column, limit));
}

function within({ most, least }: Wanted, limit: number): number {
  return Math.max(least, Math.min(most, limit));
}

/** The greatest width that all columns may have, so that together they fit; the least one if they never do. */
function limitOf(wanted: readonly Wanted[], room: number): number {
  const fits = (limit: number): boolean => wanted.reduce((sum, column) => sum + within(column, limit), 0) <= room;
  let low = 0;
  let high = Math.max(0, ...wanted.map(({ most }) => most));
  if (fits(high)) return high;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
