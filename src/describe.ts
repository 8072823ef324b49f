import type { InsertOptions } from '../index.js';
import type { Connection } from './connection.ts';
import { parseType } from './datatype.ts';
import { ProgrammingError } from './errors.ts';
import type { RequestOptions } from './native.ts';
import { ReadPlan } from './reading.ts';
import type { Prepared } from './request.ts';
import { Schema, Table } from './table.ts';
import type { TableColumn } from './table-schema.ts';

/**
 * Names and types of a result without rows. Statements that cannot be described, such as SHOW and KILL, have none:
 * only another format would tell them, by running the statement a second time.
 */
export async function describeResult(
  connection: Connection,
  { request, plan }: Prepared,
  zone: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Schema> {
  const statement = request.sql.replace(/[\s;]+$/, '');
  // The line break ends a comment that the statement may end with.
  const described = { ...request, sql: `DESCRIBE TABLE (${statement}\n)`, query: forDescription(request.query) };
  let rows: Described[];
  try {
    rows = await describe(connection, described, signal);
  } catch (error) {
    if (error instanceof ProgrammingError) return new Schema([], [], []);
    throw error;
  }
  const names = rows.map(({ name }) => name);
  const types = rows.map(({ type }) => parseType(type));
  return new Schema(names, types, plan.columns(names, types, zone));
}

interface Described {
  readonly name: string;
  readonly type: string;
  readonly default_type: string;
}

/** The columns of a table. */
export async function describeTable(
  connection: Connection,
  table: string,
  { database, sessionId, role, headers, timeout, signal }: InsertOptions,
): Promise<TableColumn[]> {
  // Limits of the client are meant for its queries.
  const settings = { limit: null, offset: null };
  const call = { database, sessionId, role, headers, timeout, settings };
  const { request } = connection.prepare(`DESCRIBE TABLE ${table}`, call, { where: 'insert' });
  const rows = await describe(connection, request, signal);
  return rows.map(({ name, type, default_type: kind }) => ({
    name,
    type: parseType(type),
    ordinary: kind === '' || kind === 'DEFAULT',
    writable: kind !== 'MATERIALIZED' && kind !== 'ALIAS',
  }));
}

async function describe(
  connection: Connection,
  request: RequestOptions,
  signal: AbortSignal | undefined,
): Promise<Described[]> {
  const prepared = { request, queryId: undefined, plan: ReadPlan.plain };
  const { execution, parts } = await connection.receive(prepared, signal);
  // An empty description is not described in its turn.
  if (execution.schema === undefined) return [];
  return new Table(execution.schema, parts).make(execution.schema.objects) as unknown as Described[];
}

/** Of the query's own request all that does not make the description another one, or cut it. */
function forDescription(query: readonly string[][]): string[][] {
  return query.filter(([name = '']) => !['query_id', 'limit', 'offset'].includes(name));
}
