/** Statements about databases, tables and columns. */

/** Those in which materialized views keep their rows are nobody's business. */
const visible = "name NOT LIKE '.inner%'";

export const SCHEMAS = 'SELECT currentDatabase() AS schema_name';

export const COLUMNS_OF_DATABASE = `SELECT name AS column_name, table AS table_name, database AS table_schema, type AS data_type
FROM system.columns WHERE database = currentDatabase() AND table NOT LIKE '.inner%'`;

export const TABLES_OF_SCHEMA = `SELECT name AS table_name FROM system.tables
WHERE database = ? AND NOT is_temporary AND ${visible} ORDER BY name`;

/** A database without a name is the current one. */
export const COLUMNS_OF_TABLE = `SELECT name, type FROM system.columns
WHERE database = ifNull(nullIf(?, ''), currentDatabase()) AND table = ? ORDER BY position`;

/** @param schemas Placeholders of their names. */
export function tablesOf(schemas: string): string {
  return `SELECT database AS schema_name, name AS table_name FROM system.tables
WHERE database IN (${schemas}) AND NOT is_temporary AND ${visible} ORDER BY database, name`;
}

/** @param condition About the columns `database` and `table`. */
export function columnsOf(condition: string): string {
  return `SELECT name AS column_name, table AS table_name, database AS schema_name, type AS data_type
FROM system.columns WHERE ${condition} ORDER BY database, table, position`;
}
