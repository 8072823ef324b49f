/** Nested columns, of which data and table may each have one part: `n` here, and `n.a` and `n.b` there. */
import type { ClickHouseType } from '../index.js';
import { asList } from './columns/array.ts';
import { nestedRows } from './columns/nested.ts';
import { Packed } from './columns/packed.ts';
import { ValueError } from './columns/value-error.ts';
import type { Source } from './sources/source.ts';
import type { ColumnNames, TableColumn } from './table-schema.ts';

/** The values `from` up to `to` of a column that the data does not have under its name. */
type Take = (from: number, to: number) => ArrayLike<unknown>;

/** Data whose names are those of the table, and what is to be inserted of it. */
export interface Fitted {
  readonly source: Source;
  readonly columnNames: ColumnNames;
}

/** Spreads data of a nested column over the columns `n.a`, `n.b` of a flattened one, and puts such data together. */
export function fitNested(source: Source, columnNames: ColumnNames, schema: readonly TableColumn[]): Fitted {
  const listed = Array.isArray(columnNames) ? (columnNames as readonly string[]) : undefined;
  const dataNames = source.names ?? listed;
  if (dataNames === undefined) return { source, columnNames };
  const known = new Set(schema.map(({ name }) => name));
  const places = new Map(dataNames.map((name, place) => [name, place]));
  const takes = new Map<string, Take>();
  const replaced = new Map<string, readonly string[]>();
  for (const name of new Set([...dataNames, ...(listed ?? [])])) {
    if (known.has(name)) continue;
    const parts = schema.filter((column) => column.writable && column.name.startsWith(`${name}.`));
    const whole = schema.find((column) => column.type.kind === 'Nested' && name.startsWith(`${column.name}.`));
    if (parts.length > 0) {
      const nested = nestedOf(name, parts);
      const take: Take = (from, to) => source.column({ name, type: nested }, places.get(name) ?? -1, from, to);
      for (const [part, values] of spread(nested, parts, take)) takes.set(part, values);
      replaced.set(
        name,
        parts.map((part) => part.name),
      );
    } else if (whole !== undefined) {
      const inside = dataNames.filter((each) => each.startsWith(`${whole.name}.`));
      const take = (part: string): Take => {
        return (from, to) => source.column({ name: part, type: whole.type }, places.get(part) ?? -1, from, to);
      };
      takes.set(whole.name, together(whole, new Map(inside.map((part) => [part, take(part)]))));
      replaced.set(name, [whole.name]);
    }
  }
  if (replaced.size === 0) return { source, columnNames };
  const fitted = (names: readonly string[]) => [...new Set(names.flatMap((name) => replaced.get(name) ?? [name]))];
  return {
    columnNames: listed === undefined ? columnNames : fitted(listed),
    source: {
      rowCount: source.rowCount,
      blockRows: source.blockRows,
      blockEnd: (from) => source.blockEnd?.(from) ?? source.rowCount,
      names: source.names && fitted(source.names),
      width: fitted(dataNames).length + source.width - dataNames.length,
      plain: source.plain,
      column(target, _, from, to) {
        const { name } = target;
        return takes.get(name)?.(from, to) ?? source.column(target, places.get(name) ?? -1, from, to);
      },
    },
  };
}

/** The type of a column that is flattened into parts. */
function nestedOf(name: string, parts: readonly TableColumn[]): ClickHouseType {
  const names = parts.map((part) => part.name.slice(name.length + 1));
  const args = parts.map(({ type }) => type.args[0] ?? type);
  const elements = names.map((each, index) => `${each} ${args[index]?.name}`).join(', ');
  return { kind: 'Nested', name: `Nested(${elements})`, args, names };
}

/** Each part of a flattened column, from the values of the whole. */
function spread(type: ClickHouseType, parts: readonly TableColumn[], take: Take): [string, Take][] {
  // Every part asks for the same rows, one after another.
  let last: { from: number; rows: ArrayLike<unknown>[][] } | undefined;
  return parts.map((part, index) => [
    part.name,
    (from, to) => {
      if (last?.from !== from || last.rows.length !== to - from)
        last = { from, rows: nestedRows(type, take(from, to)) };
      return last.rows.map((row) => row.map((element) => element[index]));
    },
  ]);
}

/** The values of a nested column, from those of its parts. */
function together(whole: TableColumn, parts: ReadonlyMap<string, Take>): Take {
  return (from, to) => {
    const lists = [...parts].map(([name, take]) => [name.slice(whole.name.length + 1), take(from, to)] as const);
    return Array.from({ length: to - from }, (_, row) =>
      Object.fromEntries(lists.map(([name, values]) => [name, values[row]])),
    );
  };
}

/** Columns of the parts of flattened columns, by the name of the whole. */
export function flattenedGroups(columns: readonly TableColumn[]): readonly (readonly TableColumn[])[] {
  const groups = new Map<string, TableColumn[]>();
  for (const column of columns) {
    const dot = column.name.indexOf('.');
    if (dot < 0 || column.type.kind !== 'Array') continue;
    const name = column.name.slice(0, dot);
    groups.set(name, [...(groups.get(name) ?? []), column]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** @throws {ValueError} for a row whose array in `column` has not the length of that in `first`. */
export function checkSameLengths(
  [first, firstValues]: readonly [TableColumn, ArrayLike<unknown>],
  [column, values]: readonly [TableColumn, ArrayLike<unknown>],
): void {
  for (let row = 0; row < values.length; row++) {
    const [length, wanted] = [lengthAt(values, row), lengthAt(firstValues, row)];
    // What is no array at all, the column itself refuses.
    if (length === undefined || wanted === undefined || length === wanted) continue;
    const reason = `an array of ${length} beside one of ${wanted} in '${first.name}' of the same nested column`;
    throw new ValueError(row, values[row], column.type.name, reason);
  }
}

function lengthAt(values: ArrayLike<unknown>, row: number): number | undefined {
  return values instanceof Packed ? values.memory.lengthAt?.(row) : asList(values[row])?.length;
}
