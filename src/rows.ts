import type { ColumnBlock } from '../index.js';
import { pluck } from './columns/compiled.ts';
import { describe } from './columns/value-error.ts';
import { DataError, InterfaceError } from './errors.ts';

/** Data of an insert, seen as columns. */
export interface Source {
  readonly rowCount: number;
  /** The names that the data itself has; absent when it goes by position. */
  readonly names: readonly string[] | undefined;
  /** How many columns data that goes by position has. */
  readonly width: number;
  /** Values `from` up to `to` of a column, by its name or place in the data. */
  column(name: string, place: number, from: number, to: number): ArrayLike<unknown>;
}

type List = ArrayLike<unknown> & object;

/** Finds out what `data` is. */
export function sourceOf(data: unknown, columnOriented: boolean): Source {
  if (Array.isArray(data)) {
    if (columnOriented)
      return columns(
        data.map((column, index) => asList(column, `column ${index}`)),
        undefined,
      );
    const [first] = data;
    if (first === undefined && data.length === 0) return columns([], undefined);
    return Array.isArray(first) ? arrays(data, first.length) : objects(data);
  }
  if (isColumnBlock(data)) {
    return columns(
      data.columns().map((column) => (column.nulls === undefined ? column.values : undefined) ?? column.toArray()),
      data.columnNames,
    );
  }
  if (isPlainObject(data)) {
    const names = Object.keys(data);
    return columns(
      names.map((name) => asList(data[name], `column '${name}'`)),
      names,
    );
  }
  throw new InterfaceError(`insert: expected an array of rows or a record of columns, got ${describe(data)}`, {
    code: 'ERR_INVALID_ARG',
  });
}

/** Rows as arrays. */
function arrays(rows: readonly unknown[], width: number): Source {
  rows.forEach((row, index) => {
    if (!Array.isArray(row))
      throw ragged(`row ${index}: expected an array as in the rows before, got ${describe(row)}`);
    if (row.length !== width) throw ragged(`row ${index} has ${row.length} values, the rows before have ${width}`);
  });
  return {
    rowCount: rows.length,
    names: undefined,
    width,
    column: (_, place, from, to) => pluck(rows, place, from, to),
  };
}

/** Rows as objects; their columns are all the keys that any of them has. */
function objects(rows: readonly unknown[]): Source {
  const names = new Set<string>();
  let known = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw ragged(
        `row ${index}: expected an object${index > 0 ? ' as in the rows before' : ''}, got ${describe(row)}`,
      );
    }
    let keys = 0;
    for (const key in row) {
      if (keys++ >= known || !names.has(key)) names.add(key);
    }
    known = names.size;
  }
  return {
    rowCount: rows.length,
    names: [...names],
    width: names.size,
    column: (name, _, from, to) => pluck(rows, name, from, to),
  };
}

/** Columns; `names` are theirs when they have some. */
function columns(lists: readonly List[], names: readonly string[] | undefined): Source {
  const rowCount = lists[0]?.length ?? 0;
  lists.forEach((list, index) => {
    if (list.length !== rowCount) {
      const which = names === undefined ? `column ${index}` : `column '${names[index]}'`;
      throw ragged(`${which} has ${list.length} values, the columns before have ${rowCount}`);
    }
  });
  const places = new Map(names?.map((name, index) => [name, index]));
  return {
    rowCount,
    names,
    width: lists.length,
    column(name, place, from, to) {
      const list = lists[names === undefined ? place : (places.get(name) ?? -1)] ?? [];
      if (ArrayBuffer.isView(list)) return (list as unknown as Uint8Array).subarray(from, to);
      return from === 0 && to === list.length ? list : Array.prototype.slice.call(list, from, to);
    },
  };
}

function ragged(message: string): DataError {
  return new DataError(`insert: ${message}`, { code: 'ERR_INVALID_ROWS' });
}

function asList(value: unknown, which: string): List {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return value as unknown as List;
  throw new DataError(`insert: ${which}: expected an array or typed array, got ${describe(value)}`, {
    code: 'ERR_INVALID_ROWS',
  });
}

function isColumnBlock(value: unknown): value is ColumnBlock {
  return (
    typeof value === 'object' &&
    value !== null &&
    'columnNames' in value &&
    'columns' in value &&
    typeof value.columns === 'function'
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
