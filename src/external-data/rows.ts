/** Rows and columns as the bytes of a table. */
import type { Connection } from '../connection.ts';
import { parseType } from '../datatype.ts';
import { Encoder } from '../encode.ts';
import { DataError } from '../errors.ts';
import { globalWriteFormats } from '../formats.ts';
import type { InsertCall } from '../insert.ts';
import type { Insertion } from '../native.ts';
import { withoutAliases } from '../parameters/aliases.ts';
import type { Source } from '../sources/source.ts';
import type { TableColumn } from '../table-schema.ts';
import { toldAs } from './content.ts';
import type { ExternalTable } from './table.ts';

/** Encodes all rows of a table. */
export async function encoded(
  { name, columns: declared }: ExternalTable,
  source: Source,
  connection: Connection,
  call: InsertCall,
): Promise<Insertion> {
  const where = `ExternalData: '${name}'`;
  try {
    const columns = declared.list.map((column) => ({
      name: column.name,
      type: parseType(withoutAliases(column.type)),
      ordinary: true,
      writable: true,
    }));
    checkColumns(source, columns);
    const timezone = await connection.tables.timezone(columns, call, undefined);
    const { signal } = call;
    const formats = source.plain ? [] : [connection.options.writeFormats, globalWriteFormats.rules];
    const settled = { compress: false, coding: undefined, streamed: false } as const;
    const encoder = new Encoder({ table: name, columns, timezone, formats, signal, ...settled });
    for (const _ of encoder.blocks(source)) await encoder.insertion.ready();
    encoder.insertion.end();
    return encoder.insertion;
  } catch (error) {
    throw error === call.signal?.reason ? error : toldAs(error, where);
  }
}

/** Refuses data that does not have the declared columns, and no others. */
function checkColumns({ names, width, rowCount }: Source, columns: readonly TableColumn[]): void {
  if (rowCount === 0) return;
  const wanted = columns.map(({ name }) => name);
  const list = wanted.join(', ');
  const [more] = names?.filter((name) => !wanted.includes(name)) ?? [];
  const [less] = names === undefined ? [] : wanted.filter((name) => !names.includes(name));
  if (more !== undefined) throw mismatch(`the data has a column '${more}', which is not declared: ${list}`);
  if (less !== undefined) throw mismatch(`the data has no column '${less}', which is declared`);
  if (names === undefined && width !== columns.length) {
    throw mismatch(`the data has ${width} columns, ${columns.length} are declared: ${list}`);
  }
}

function mismatch(message: string): DataError {
  return new DataError(message, { code: 'ERR_INVALID_ROWS' });
}
