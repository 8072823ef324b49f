import type { KillOptions } from '../index.js';
import type { Connection } from './connection.ts';
import { killChecks } from './request-options.ts';
import { invalid, validate } from './validate.ts';

const SQL = 'KILL QUERY WHERE query_id = {id:String} ASYNC';

/** Stops a query on whatever server runs it; gives whether one knew it. */
export async function kill(connection: Connection, queryId: string, options: KillOptions): Promise<boolean> {
  validate(options, killChecks, 'kill');
  if (typeof queryId !== 'string' || queryId === '') throw invalid('kill: the query id must be a string');
  const prepared = () => connection.prepareApart(SQL, options, queryId);
  const { rowCount } = await connection.readEverywhere(prepared, options.signal);
  return rowCount > 0;
}
