/** Rows, one by one in a list. */
import { pluck } from '../columns/compiled.ts';
import { describe } from '../columns/value-error.ts';
import { SCATTERED_ROWS } from '../limits.ts';
import { ragged, type Source } from './source.ts';

/** The rows before those of a list. */
export interface Before {
  readonly count: number;
  /** How many values each of them has, where they are arrays. */
  readonly width?: number | undefined;
  /** The only keys that a row may have, where they are objects. */
  readonly names?: ReadonlySet<string> | undefined;
}

const none: Before = { count: 0 };

/** Rows as arrays. */
export function arrays(rows: readonly unknown[], before: Before = none): Source {
  const [first] = rows;
  const width = before.width ?? (Array.isArray(first) ? first.length : 0);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (Array.isArray(row) && row.length === width) continue;
    const where = `row ${before.count + index}`;
    if (!Array.isArray(row)) throw ragged(`${where}: expected an array as in the rows before, got ${describe(row)}`);
    throw ragged(`${where} has ${row.length} values, the rows before have ${width}`);
  }
  return {
    rowCount: rows.length,
    blockRows: SCATTERED_ROWS,
    names: undefined,
    width,
    plain: false,
    column: (_, place, from, to) => pluck(rows, place, from, to),
  };
}

/** Rows as objects; their columns are all the keys that any of them has. */
export function objects(rows: readonly unknown[], before: Before = none): Source {
  const names = new Set(before.names);
  const order = [...names];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw noObject(row, before.count + index);
    }
    // Rows mostly have the keys of the others in the same order: comparing is cheaper than looking up.
    let place = 0;
    for (const key in row) {
      if (key === order[place]) place++;
      else if (!names.has(key)) {
        if (before.names !== undefined) throw unknownKey(key, before.count + index);
        names.add(key);
        order.push(key);
      }
    }
    // It has no keys, and would be a row of nothing.
    if (place === 0 && row instanceof Promise) throw noObject(row, before.count + index);
  }
  return {
    rowCount: rows.length,
    blockRows: SCATTERED_ROWS,
    names: order,
    width: names.size,
    plain: false,
    column: ({ name }, _, from, to) => pluck(rows, name, from, to),
  };
}

function noObject(row: unknown, at: number): Error {
  return ragged(`row ${at}: expected an object${at > 0 ? ' as in the rows before' : ''}, got ${describe(row)}`);
}

function unknownKey(key: string, row: number): Error {
  return ragged(
    `row ${row} has the key '${key}', which no row of the first block has; name the columns of such a stream with columnNames`,
  );
}
