/** What the server says of tables and queries. */
import type { Client } from '../../../index.js';
import { parseType } from '../../datatype.ts';
import { parseTableName, quoteIdentifier, type TableName } from '../../identifier.ts';
import { withoutTail } from '../../sql/tail.ts';
import { UsageError } from '../exit.ts';
import type { RowColumn } from './module.ts';

interface Described {
  readonly name: string;
  readonly type: string;
  readonly default_type: string;
  readonly comment: string;
}

/** Columns that `SELECT *` leaves out. */
const apart = new Set(['MATERIALIZED', 'ALIAS', 'EPHEMERAL']);

async function described(
  client: Client,
  what: string,
  options: { parameters?: Record<string, unknown> | undefined; signal: AbortSignal },
): Promise<RowColumn[]> {
  const result = await client.query<Described>(`DESCRIBE TABLE ${what}`, options);
  return result
    .rows()
    .filter(({ default_type: kind }) => !apart.has(kind))
    .map(({ name, type, comment }) => ({ name, type: parseType(type), comment }));
}

export function columnsOfTable(
  client: Client,
  { database, table }: TableName,
  signal: AbortSignal,
): Promise<RowColumn[]> {
  const prefix = database === undefined ? '' : `${quoteIdentifier(database)}.`;
  return described(client, prefix + quoteIdentifier(table), { signal });
}

export function columnsOfQuery(
  client: Client,
  sql: string,
  parameters: Record<string, unknown> | undefined,
  signal: AbortSignal,
): Promise<RowColumn[]> {
  return described(client, `(${withoutTail(sql)})`, { parameters, signal });
}

/** The tables that an argument means: one, or with `database.*` all of a database. */
export async function tablesOf(client: Client, name: string, signal: AbortSignal): Promise<TableName[]> {
  const whole = /^(.+)\.\*$/s.exec(name)?.[1];
  if (whole === undefined) return [parseTableName(name)];
  const { database: outer, table: database } = parseTableName(whole);
  if (outer !== undefined) throw new UsageError(`'${name}' must be database.* or database.table`);
  return (await allTables(client, database, signal)).map((table) => ({ database, table }));
}

/** All tables of a database; of the client's own if none is named. */
export async function allTables(client: Client, database: string | undefined, signal: AbortSignal): Promise<string[]> {
  const sql =
    `SELECT name FROM system.tables WHERE database = ${database === undefined ? 'currentDatabase()' : '{database:String}'} ` +
    "AND NOT is_temporary AND NOT startsWith(name, '.inner') ORDER BY name";
  const result = await client.query(sql, { parameters: { database }, signal });
  const names = result.column('name').toArray() as string[];
  if (names.length === 0)
    throw new UsageError(`the database ${database ?? 'of the user'} has no tables, or does not exist`);
  return names;
}
