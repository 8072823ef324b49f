import type { Connection } from './connection.ts';
import { parseType } from './datatype.ts';
import { ProgrammingError } from './errors.ts';
import type { InsertCall } from './insert.ts';
import { ReadPlan } from './reading.ts';
import type { Prepared } from './request.ts';
import { withoutTail } from './sql/tail.ts';
import { Schema, Table } from './table.ts';
import type { TableColumn } from './table-schema.ts';

/**
 * Names and types of a result without rows. Statements that cannot be described, such as SHOW and KILL, have none:
 * only another format would tell them, by running the statement a second time.
 */
export async function describeResult(
  connection: Connection,
  prepared: Prepared,
  zone: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Schema> {
  const { request, plan } = prepared;
  const described = {
    ...request,
    sql: `DESCRIBE TABLE (${withoutTail(request.sql)})`,
    query: forDescription(request.query),
    retries: connection.options.queryRetries,
  };
  const rows = await describe(connection, { ...prepared, request: described }, signal).then(
    (description) => description.rows,
    (error: unknown) => {
      if (!isSyntaxError(error)) throw error;
      return [];
    },
  );
  const names = rows.map(({ name }) => name);
  const types = rows.map(({ type }) => parseType(type));
  return rows.length === 0 ? new Schema([], [], []) : plan.schema(names, types, zone);
}

/** Also when errors do not tell their code. */
function isSyntaxError(error: unknown): boolean {
  return error instanceof ProgrammingError && (error.code === 'SYNTAX_ERROR' || error.code === 'ERR_SERVER');
}

interface Described {
  readonly name: string;
  readonly type: string;
  readonly default_type: string;
}

/** What the server says of a table. */
export interface TableDescription {
  readonly columns: readonly TableColumn[];
  /** The zone of wall times where the request for the description was made. */
  readonly timezone: string | undefined;
  /** The `session_timezone` that the client gave that request. */
  readonly zoneSetting: string | undefined;
}

/** The columns of a table. */
export async function describeTable(
  connection: Connection,
  table: string,
  { database, sessionId, role, headers, deadline, signal, streamed }: InsertCall,
): Promise<TableDescription> {
  // Limits of the client are meant for its queries.
  const settings = { limit: null, offset: null };
  const call = { database, sessionId, role, headers, deadline, settings };
  const zoneSetting = connection.getSetting('session_timezone');
  const prepared = connection.prepare(`DESCRIBE TABLE ${table}`, call, {
    where: 'insert',
    beside: streamed,
    repeats: true,
  });
  const { rows, timezone } = await describe(connection, prepared, signal);
  const columns = rows.map(({ name, type, default_type: kind }) => ({
    name,
    type: parseType(type),
    ordinary: kind === '' || kind === 'DEFAULT',
    writable: kind !== 'MATERIALIZED' && kind !== 'ALIAS',
  }));
  return { columns, timezone, zoneSetting };
}

async function describe(
  connection: Connection,
  prepared: Prepared,
  signal: AbortSignal | undefined,
): Promise<{ rows: Described[]; timezone: string | undefined }> {
  const { execution, parts } = await connection.receive({ ...prepared, plan: ReadPlan.plain }, signal);
  const { schema, head } = execution;
  // An empty description is not described in its turn.
  const rows = schema === undefined ? [] : new Table(schema, parts).make(schema.objects);
  return { rows: rows as unknown as Described[], timezone: head.timezone };
}

/** Of the query's own request all that does not make the description another one, or cut it. */
function forDescription(query: readonly string[][]): string[][] {
  return query.filter(([name = '']) => !['query_id', 'limit', 'offset'].includes(name));
}
