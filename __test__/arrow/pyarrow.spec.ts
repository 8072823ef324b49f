/** Our tables beside what PyArrow reads of the server's own Arrow and Parquet: `npm run golden:arrow` has written that down. */
import { readFileSync } from 'node:fs';
import { type Table, tableFromIPC, tableToIPC, Table as ArrowTable } from 'apache-arrow';
import test, { type ExecutionContext } from 'ava';

import { type Shown, shownColumns } from '../helpers/arrow-values.ts';
import { getClient } from '../helpers/client.ts';

const testdata = new URL('../../testdata/arrow/', import.meta.url);
const sql = readFileSync(new URL('server.sql', testdata), 'utf8');
const golden = JSON.parse(readFileSync(new URL('server.json', testdata), 'utf8')) as Record<string, Shown[]>;

function same(t: ExecutionContext, table: Table): void {
  const columns = shownColumns(table);
  t.deepEqual(Object.keys(columns), Object.keys(golden));
  for (const [name, values] of Object.entries(golden)) t.deepEqual(columns[name], values, name);
}

test('a table has the values that PyArrow reads, also as IPC', async (t) => {
  const table = await (await getClient()).queryArrow(sql);
  same(t, table);
  same(t, tableFromIPC(tableToIPC(table)));
  same(t, tableFromIPC(tableToIPC(table, 'file')));
});

test('so have results, and batches of any size', async (t) => {
  const client = await getClient();
  same(t, (await client.query(sql, { settings: { max_block_size: 1 } })).toArrow());
  same(t, new ArrowTable(await client.queryArrowStream(sql, { blockSize: 2 }).toArray()));
});

test('the bytes of queryArrowIpc are those that PyArrow has read', async (t) => {
  same(t, tableFromIPC(await (await getClient()).queryArrowIpc(sql)));
});
