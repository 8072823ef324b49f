import type { ClickHouseType, Column } from '../index.js';
import { pluck } from './columns/compiled.ts';
import { VectorColumn } from './column.ts';
import { describe } from './columns/value-error.ts';
import { DataError, InterfaceError } from './errors.ts';

/** Data of an insert, seen as columns. */
export interface Source {
  readonly rowCount: number;
  /** The names that the data itself has; absent when it goes by position. */
  readonly names: readonly string[] | undefined;
  /** How many columns data that goes by position has. */
  readonly width: number;
  /** Whether the values are in forms that mean what they are, whatever forms the user writes. */
  readonly plain: boolean;
  /** Values for a column: by the column's name, or by its place where the data has no names. */
  column(target: Target, place: number, from: number, to: number): ArrayLike<unknown>;
}

/** The column that values are for. */
export interface Target {
  readonly name: string;
  readonly type: ClickHouseType;
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
  if (isResult(data)) {
    const names = data.columnNames;
    return readColumns(
      names.map((_, index) => VectorColumn.plain(data.column(index))),
      names,
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
    plain: false,
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
    plain: false,
    column: ({ name }, _, from, to) => pluck(rows, name, from, to),
  };
}

/** Columns; `names` are theirs when they have some. */
function columns(lists: readonly List[], names: readonly string[] | undefined): Source {
  const find = finder(lists, names);
  return {
    rowCount: commonLength(lists, names),
    names,
    width: lists.length,
    plain: false,
    column: ({ name }, place, from, to) => part(find(name, place), from, to),
  };
}

/** Columns as they were read. */
function readColumns(all: readonly Column[], names: readonly string[]): Source {
  const find = finder(all, names);
  const made = new Map<Column, List>();
  return {
    rowCount: commonLength(all, names),
    names,
    width: all.length,
    plain: true,
    column({ name, type }, place, from, to) {
      const column = find(name, place);
      let list = sharedMemory(column, type) ?? made.get(column);
      if (list === undefined) {
        list = column.toArray();
        made.set(column, list);
      }
      return part(list, from, to);
    },
  };
}

/** Numbers mean the same everywhere; the integers of a date only where its unit is the target's. */
const PLAIN = /^(?:U?Int(?:8|16|32|64)|B?Float(?:16|32|64))$/;

/** The memory of a column, where the target's type takes its elements for what they are. */
function sharedMemory(column: Column, target: ClickHouseType): List | undefined {
  const { type, values, nulls } = column;
  if (nulls !== undefined || !ArrayBuffer.isView(values) || values.length !== column.length) return undefined;
  if (PLAIN.test(type.kind)) return values;
  const { kind, precision } = bare(target);
  return type.kind === kind && type.precision === precision ? values : undefined;
}

/** The type inside of those that only say how it is stored. */
function bare(type: ClickHouseType): ClickHouseType {
  const [inner] = type.args;
  return inner !== undefined && (type.kind === 'Nullable' || type.kind === 'LowCardinality') ? bare(inner) : type;
}

/** The rows of columns, which must all have as many. */
function commonLength(lists: readonly { readonly length: number }[], names: readonly string[] | undefined): number {
  const rowCount = lists[0]?.length ?? 0;
  lists.forEach((list, index) => {
    if (list.length !== rowCount) {
      const which = names === undefined ? `column ${index}` : `column '${names[index]}'`;
      throw ragged(`${which} has ${list.length} values, the columns before have ${rowCount}`);
    }
  });
  return rowCount;
}

/** Finds the list for a column of the table. */
function finder<L>(lists: readonly L[], names: readonly string[] | undefined): (name: string, place: number) => L {
  const places = new Map(names?.map((name, index) => [name, index]));
  return (name, place) => {
    const list = lists[names === undefined ? place : (places.get(name) ?? -1)];
    if (list === undefined) throw ragged(`the data has no column '${name}'`);
    return list;
  };
}

function part(list: List, from: number, to: number): ArrayLike<unknown> {
  if (ArrayBuffer.isView(list)) return (list as unknown as Uint8Array).subarray(from, to);
  return from === 0 && to === list.length ? list : Array.prototype.slice.call(list, from, to);
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

/** What a block of columns and a buffered result have in common. */
interface Result {
  readonly columnNames: readonly string[];
  column(index: number): Column;
}

/** Also of another copy of this package, or made by the caller. */
function isResult(value: unknown): value is Result {
  return (
    typeof value === 'object' &&
    value !== null &&
    'columnNames' in value &&
    Array.isArray(value.columnNames) &&
    'column' in value &&
    typeof value.column === 'function'
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
