/** Columns: lists and typed arrays, or as they were read. */
import type { ClickHouseType, Column } from '../../index.js';
import { VectorColumn } from '../column.ts';
import { describe } from '../columns/value-error.ts';
import { DataError } from '../errors.ts';
import { TableView } from '../view.ts';
import { BLOCK_ROWS } from '../limits.ts';
import { type List, ragged, type Source } from './source.ts';

/** Columns; `names` are theirs when they have some. */
export function columns(lists: readonly List[], names: readonly string[] | undefined): Source {
  const find = finder(lists, names);
  return {
    rowCount: commonLength(lists, names),
    blockRows: BLOCK_ROWS,
    names,
    width: lists.length,
    plain: false,
    column: ({ name }, place, from, to) => part(find(name, place), from, to),
  };
}

/** What a block of columns and a buffered result have in common. */
export interface Result {
  readonly columnNames: readonly string[];
  column(index: number): Column;
}

/** Also of another copy of this package, or made by the caller. */
export function isResult(value: unknown): value is Result {
  return (
    typeof value === 'object' &&
    value !== null &&
    'columnNames' in value &&
    Array.isArray(value.columnNames) &&
    'column' in value &&
    typeof value.column === 'function'
  );
}

/** Columns as they were read, under the names that the server knows. */
export function readColumns(result: Result): Source {
  const names = TableView.sentNames(result) ?? result.columnNames;
  const all = names.map((_, index) => VectorColumn.plain(result.column(index)));
  const find = finder(all, names);
  const made = new Map<Column, List>();
  return {
    rowCount: commonLength(all, names),
    blockRows: BLOCK_ROWS,
    names,
    width: all.length,
    plain: true,
    column({ name, type }, place, from, to) {
      const found = find(name, place);
      let list = sharedMemory(found, type) ?? made.get(found);
      if (list === undefined) {
        list = found.toArray();
        made.set(found, list);
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

export function asList(value: unknown, which: string): List {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return value as unknown as List;
  throw new DataError(`insert: ${which}: expected an array or typed array, got ${describe(value)}`, {
    code: 'ERR_INVALID_ROWS',
  });
}
