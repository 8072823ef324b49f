import type { InsertOptions } from '../index.js';
import { parseType } from './datatype.ts';
import { DataError, InterfaceError } from './errors.ts';
import { fitNested } from './nested.ts';
import type { Source } from './sources/source.ts';
import { type ColumnNames, chooseColumns, type TableColumn } from './table-schema.ts';
import type { TableDescription } from './describe.ts';

/** What an insert writes. */
export interface Chosen {
  readonly columns: readonly TableColumn[];
  /** The data by the names of the columns. */
  readonly source: Source;
}

/** The columns to be written of a table, whose quoted name is `name`; its description may be saved by `columnTypes`. */
export function choose(
  name: string,
  data: Source,
  { columnTypes = [], columnNames }: InsertOptions,
  known: TableDescription | undefined,
): Chosen {
  if (known === undefined) return { columns: typedColumns(columnTypes, columnNames, data), source: data };
  const fitted = fitNested(data, columnNames, known.columns);
  return {
    columns: chooseColumns(name, known.columns, fitted.columnNames, fitted.source.names),
    source: fitted.source,
  };
}

/** Refuses data that does not have what is to be written to `table`. */
export function checkWidth(table: string, { columns, source }: Chosen): void {
  if (source.names === undefined && columns.length !== source.width) {
    const wanted = columns.map((column) => column.name).join(', ');
    const message = `insert: ${table}: the data has ${source.width} columns, ${columns.length} are to be written: ${wanted}`;
    throw new DataError(message, { code: 'ERR_INVALID_ROWS' });
  }
  if (columns.length === 0) {
    throw new DataError(`insert: ${table}: the data has no values for any column`, { code: 'ERR_INVALID_ROWS' });
  }
}

function typedColumns(
  types: NonNullable<InsertOptions['columnTypes']>,
  columnNames: ColumnNames,
  source: Source,
): TableColumn[] {
  const names = namesFor(columnNames, source);
  if (names === undefined || names.length !== types.length) {
    const message = `insert: option 'columnTypes' has ${types.length} types for ${names?.length ?? 'no'} column names`;
    throw new InterfaceError(message, { code: 'ERR_INVALID_ARG' });
  }
  return names.map((name, index) => ({
    name,
    type: parseType(String(types[index])),
    ordinary: true,
    writable: true,
  }));
}

function namesFor(columnNames: ColumnNames, { names }: Source): readonly string[] | undefined {
  if (Array.isArray(columnNames)) return columnNames;
  if (typeof columnNames !== 'object' || !('except' in columnNames)) return names;
  const { except } = columnNames;
  return names?.filter((name) => !except.includes(name));
}
