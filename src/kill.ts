import type { KillOptions } from '../index.js';
import type { Connection } from './connection.ts';
import { killChecks } from './request-options.ts';
import { invalid, validate } from './validate.ts';

const SQL = 'KILL QUERY WHERE query_id = {id:String} ASYNC';

/** What servers say of queries that they stop, and of those that have ended; its other answers stop none. */
const STOPPED = new Set(['waiting', 'finished']);

/** Stops a query on whatever server runs it; gives whether one does. */
export async function kill(connection: Connection, queryId: string, options: KillOptions): Promise<boolean> {
  validate(options, killChecks, 'kill');
  if (typeof queryId !== 'string' || queryId === '') throw invalid('kill: the query id must be a string');
  const prepared = () => connection.prepareApart(SQL, options, queryId);
  const table = await connection.readEverywhere(prepared, options.signal);
  return (
    table.rowCount > 0 &&
    table
      .column(0)
      .toArray()
      .some((status) => STOPPED.has(String(status)))
  );
}
