import test from 'ava';

import { InterfaceError } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';

/** More than any URL may hold, and as much as servers take for one parameter. */
const text = 'é\r\n--clickhouse-connect-0\r\n\0\t\\ 😀 '.repeat(2500);

test('long parameters of every method reach the statement', async (t) => {
  for (const compress of [false, 'lz4'] as const) {
    await using client = await newClient({ compress });
    const sql = 'SELECT {s:String} AS s, {n:UInt8} AS n';
    const parameters = { s: text, n: 7 };
    const row = { s: text, n: 7 };
    t.deepEqual((await client.query(sql, { parameters })).rows(), [row]);
    t.deepEqual(await client.command(sql, { parameters }), [text, 7]);
    t.deepEqual(await client.queryRowsStream(sql, { parameters }).toArray(), [row]);
    t.deepEqual((await client.queryColumns(sql, { parameters })).s, [text]);
    const empty = await client.query(`${sql} WHERE {s:String} = ''`, { parameters, settings: { max_threads: 1 } });
    t.deepEqual([empty.columnNames, empty.rowCount], [['s', 'n'], 0]);
  }
});

test('a list of many values is a parameter', async (t) => {
  const client = await getClient();
  const ids = Array.from({ length: 15_000 }, (_, index) => index * 7);
  const sql = 'SELECT count(), sum(number) FROM numbers(200000) WHERE number IN {ids:Array(UInt32)}';
  const sum = BigInt(ids.reduce((total, id) => total + id, 0));
  t.deepEqual(await client.command(sql, { parameters: { ids } }), [15_000n, sum]);
});

test('long parameters go with long statements', async (t) => {
  const client = await getClient();
  const sql = `SELECT length({s:String}) /* ${'ü\r\n'.repeat(50_000)} */, 'end'`;
  t.deepEqual(await client.command(sql, { parameters: { s: text } }), [BigInt(Buffer.byteLength(text)), 'end']);
  const table = await makeTable('s String, n UInt32');
  const values = Array.from({ length: 30_000 }, (_, n) => `('', ${n})`);
  await client.command(`INSERT INTO ${table} VALUES ({s:String}, 0), ${values}`, { parameters: { s: text } });
  const sums = 'count(), sum(n), max(length(s))';
  const wanted = [30_001n, 449_985_000n, BigInt(Buffer.byteLength(text))];
  t.deepEqual(await client.command(`SELECT ${sums} FROM ${table}`), wanted);
});

test('errors of requests with long parameters are the server’s', async (t) => {
  const client = await getClient();
  const parameters = { s: text };
  const error = await t.throwsAsync(client.query('SELECT {s:String} FROM no_such_table', { parameters }));
  t.like(error, { code: 'UNKNOWN_TABLE', serverCode: 60, httpStatus: 404 });
});

test('a parameter beyond the limit of the server is refused', async (t) => {
  const client = await getClient();
  const parameters = { s: 'x'.repeat(200_000) };
  const error = await t.throwsAsync(client.query('SELECT length({s:String})', { parameters }));
  t.regex(error.message, /Field value too long/);
});

test('settings beyond what a URL holds are refused', async (t) => {
  const client = await getClient();
  const settings = { log_comment: 'x'.repeat(70_000) };
  const error = await t.throwsAsync(client.query('SELECT 1', { settings }), { instanceOf: InterfaceError });
  t.regex(error.message, /^the URL has 70\d\d\d bytes, of at most 65534: settings/);
});

for (const compression of [false, true]) {
  test(`an insert into more columns than a URL may name, compression ${compression}`, async (t) => {
    const client = await getClient();
    // 10 columns: the byte that follows the statement is a line break.
    for (const [count, size] of [
      [10, 9_000],
      [1500, 60],
    ] as const) {
      const names = Array.from({ length: count }, (_, index) => `é${index}_`.padEnd(size, 'x'));
      const table = await makeTable(names.map((name) => `\`${name}\` UInt16`).join(', '), 'ENGINE = Memory');
      const columns = Object.fromEntries(names.map((name, index) => [name, [index, index + 1]]));
      const { writtenRows } = await client.insert(table, columns, { compression });
      t.is(writtenRows, 2);
      const rows = (await client.query(`SELECT * FROM ${table}`)).tuples();
      t.deepEqual(
        rows,
        [0, 1].map((row) => names.map((_, index) => index + row)),
      );
    }
  });
}
