import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import test from 'ava';
import { parquetReadObjects } from 'hyparquet';

import { contents, getClient, makeTable } from '../helpers/client.ts';

const COLUMNS = "id UInt64, name String, at DateTime64(3, 'UTC'), score Nullable(Float64), tags Array(String)";
/** A compression that the reader knows. */
const settings = { output_format_parquet_compression_method: 'snappy', output_format_parquet_string_as_string: 1 };

/** A table of 1000 rows. */
async function filled(): Promise<string> {
  const table = await makeTable(COLUMNS, 'ENGINE = Memory');
  await (await getClient()).command(`INSERT INTO ${table} SELECT number, concat('ä', toString(number)),
    toDateTime64(number, 3, 'UTC'), if(number % 2 = 0, NULL, number / 4), [toString(number)] FROM numbers(1000)`);
  return table;
}

/** The rows as another library reads them. */
function read(bytes: Buffer): Promise<Record<string, unknown>[]> {
  const { buffer: memory, byteOffset, byteLength } = bytes;
  return parquetReadObjects({ file: memory.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
}

test('Parquet that was streamed or written to a file is read by another library, and goes back', async (t) => {
  const client = await getClient();
  const table = await filled();
  const sql = `SELECT * FROM ${table} ORDER BY id`;
  const rows = (await client.query(sql)).rows();
  const directory = await mkdtemp(join(tmpdir(), 'parquet-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const path = join(directory, 'rows.parquet');
  await client.queryToFile(sql, path, { settings });
  const streamed = await buffer(client.rawStream(sql, { format: 'Parquet', settings }).toNodeStream());
  t.deepEqual(await read(await readFile(path)), rows);
  t.deepEqual(await read(streamed), rows);

  const copy = await makeTable(COLUMNS, 'ENGINE = Memory');
  await client.insertFile(copy, path);
  await client.rawInsert(copy, streamed, { format: 'Parquet' });
  t.deepEqual(
    await contents(copy, 'id'),
    (await contents(table, 'id')).flatMap((row) => [row, row]),
  );
});
