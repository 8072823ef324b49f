import type { InsertFileOptions, InsertResult } from '../../index.js';
import type { Connection } from '../connection.ts';
import { rawInsert } from '../raw-insert.ts';
import { insertFileChecks } from '../request-options.ts';
import { validate } from '../validate.ts';
import { kindOf } from './kind.ts';
import { pathOf } from './path.ts';
import { readFile } from './read.ts';

const WHERE = 'insertFile';

/** Inserts a file in a format of ClickHouse, as it is. */
export async function insertFile(
  connection: Connection,
  table: string,
  path: string | URL,
  options: InsertFileOptions,
): Promise<InsertResult> {
  validate(options, insertFileChecks, WHERE);
  const { onFileProgress: tell, ...call } = options;
  const file = pathOf(path, WHERE);
  const { format, coding } = kindOf(file, options, WHERE);
  return await rawInsert(connection, table, readFile(file, { where: WHERE, tell }), {
    ...call,
    format,
    compression: coding,
    where: WHERE,
  });
}
