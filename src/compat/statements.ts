/** Where rows go, as it is written in SQL: nothing is quoted. */
export interface InsertTarget {
  readonly table: string;
  readonly columns?: readonly string[] | { readonly except: readonly string[] } | undefined;
}

export function withoutSemicolons(query: string): string {
  return query.trim().replace(/;+$/, '');
}

/** On a line of its own: the statement may end with a comment. */
export function withFormat(query: string, format: string): string {
  return `${withoutSemicolons(query)} \nFORMAT ${format}`;
}

export function insertStatement({ table, columns }: InsertTarget, format: string): string {
  return `INSERT INTO ${table.trim()}${columnList(columns)} FORMAT ${format}`;
}

function columnList(columns: InsertTarget['columns']): string {
  if (columns === undefined) return '';
  if ('except' in columns) return columns.except.length === 0 ? '' : ` (* EXCEPT (${columns.except.join(', ')}))`;
  return columns.length === 0 ? '' : ` (${columns.join(', ')})`;
}
