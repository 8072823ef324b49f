import type { CommandOptions, Sql } from '../index.js';
import type { Connection } from './connection.ts';
import { ProgrammingError } from './errors.ts';
import { hasResult } from './execution.ts';
import type { Statements } from './statements.ts';

/** Runs a statement and gives what it answers: a value, a row or a summary. */
export async function command(
  connection: Connection,
  statements: Statements,
  sql: string | Sql,
  options: CommandOptions,
): Promise<unknown> {
  const prepared = statements.command('command', sql, options);
  const { table, head, queryId, summary } = await connection.read(prepared, options.signal);
  if (table.rowCount > 1) {
    const message = `command: the result has ${table.rowCount} rows; use query() for results of several rows`;
    throw new ProgrammingError(message, { code: 'ERR_SEVERAL_ROWS', queryId, sql: prepared.request.sql });
  }
  if (!hasResult(head)) return { ...summary, queryId };
  const row = table.first(table.schema.tuples);
  return row?.length === 1 ? row[0] : row;
}
