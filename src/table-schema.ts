import type { DataType } from './datatype.ts';
import { ProgrammingError } from './errors.ts';

/** A column of a table, as an insert needs it. */
export interface TableColumn {
  readonly name: string;
  readonly type: DataType;
  /** Whether an insert that names no columns writes it. */
  readonly ordinary: boolean;
  /** Whether an insert may write it at all. */
  readonly writable: boolean;
}

/** What an insert may say about its columns. */
export type ColumnNames = '*' | readonly string[] | { readonly except: readonly string[] } | undefined;

/** The columns of an insert, in the order of the data's names or, for `'*'`, of the table. */
export function chooseColumns(
  table: string,
  schema: readonly TableColumn[],
  columnNames: ColumnNames,
  dataNames: readonly string[] | undefined,
): TableColumn[] {
  if (Array.isArray(columnNames)) return named(table, schema, columnNames);
  if (typeof columnNames === 'object' && 'except' in columnNames) {
    const except = new Set(named(table, schema, columnNames.except));
    const rest = schema.filter((column) => column.ordinary && !except.has(column));
    return dataNames === undefined ? rest : keptNames(table, schema, dataNames, except);
  }
  return dataNames === undefined ? schema.filter(({ ordinary }) => ordinary) : inTableOrder(table, schema, dataNames);
}

function keptNames(
  table: string,
  schema: readonly TableColumn[],
  dataNames: readonly string[],
  except: ReadonlySet<TableColumn>,
): TableColumn[] {
  return inTableOrder(table, schema, dataNames).filter((column) => !except.has(column));
}

function inTableOrder(table: string, schema: readonly TableColumn[], names: readonly string[]): TableColumn[] {
  const chosen = new Set(named(table, schema, names));
  return schema.filter((column) => chosen.has(column));
}

function named(table: string, schema: readonly TableColumn[], names: readonly string[]): TableColumn[] {
  const byName = new Map(schema.map((column) => [column.name, column]));
  const seen = new Set<string>();
  return names.map((name) => {
    const column = byName.get(name);
    if (column === undefined) {
      const known = schema
        .slice(0, 30)
        .map((each) => each.name)
        .join(', ');
      throw new ProgrammingError(`insert: table ${table} has no column '${name}'; it has: ${known}`, {
        code: 'ERR_UNKNOWN_COLUMN',
      });
    }
    if (!column.writable) {
      throw new ProgrammingError(`insert: column '${name}' of table ${table} is computed by the server`, {
        code: 'ERR_COMPUTED_COLUMN',
      });
    }
    if (seen.has(name))
      throw new ProgrammingError(`insert: column '${name}' is named twice`, { code: 'ERR_DUPLICATE_COLUMN' });
    seen.add(name);
    return column;
  });
}
