import test from 'ava';

import type { InsertData, InsertOptions } from '../../index.js';
import { ClickHouseError, DataError, InterfaceError, OperationalError } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { Endless } from '../helpers/endless.ts';

for (const copies of [1, 3]) {
  test(`as many tables may be copied at once as there are connections, ${copies}`, async (t) => {
    await using client = await newClient({ maxConnections: copies });
    const rows = 3_000_000;
    const sql = `SELECT number AS n, toDateTime(number) AS at FROM numbers(${rows})`;
    const tables: string[] = [];
    for (let copy = 0; copy < copies; copy++) tables.push(await makeTable('n UInt64, at DateTime', 'ENGINE = Null'));
    const copy = async (table: string, options: InsertOptions) =>
      (await client.insert(table, client.queryColumnBlockStream(sql), options)).writtenRows;
    const typed = { columnNames: ['n', 'at'], columnTypes: ['UInt64', 'DateTime'] };
    for (const options of [typed, {}]) {
      const written = await Promise.all(tables.map((table) => copy(table, options)));
      t.deepEqual(
        written,
        tables.map(() => rows),
      );
    }
  });
}

test('a copy does not wait for an insert that waits for its connection', async (t) => {
  await using client = await newClient({ maxConnections: 1 });
  const table = await makeTable('n UInt64, s String');
  const source = client.queryRowsStream("SELECT number AS n, repeat('x', 300) AS s FROM numbers(100000)");
  async function* rows(): AsyncGenerator<unknown> {
    let other: Promise<unknown> | undefined;
    for await (const row of source) {
      // It asks for the columns, after the source and before the copy.
      other ??= client.insert(table, [{ n: 0, s: '' }]);
      yield row;
    }
    await other;
  }
  t.is((await client.insert(table, rows())).writtenRows, 100_000);
});

test('errors tell whether anything was sent', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  const attempts = async (source: InsertData, options: InsertOptions, expected: object): Promise<unknown> => {
    const error = await t.throwsAsync(client.insert(table, source, options), expected);
    return error instanceof ClickHouseError ? error.attempts : undefined;
  };
  for (const [rows, made, timeout] of [
    [0, 0, 100],
    [10_000, 1, 3000],
  ] as const) {
    const late = { instanceOf: OperationalError, code: 'ERR_TIMEOUT' };
    t.is(await attempts(new Endless().stalled(rows) as InsertData, { timeout }, late), made);
    const bad = new Endless((n) => ({ n: n === rows ? -1 : n }));
    t.is(await attempts(bad.rows(), {}, { instanceOf: DataError }), made);
  }
});

test('a first item of any size is sent block by block', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  const length = 3_000_000;
  const n = Array.from({ length }, (_, row) => (row === length - 1 ? -1 : row));
  const column = { name: 'n', type: { kind: 'UInt64', name: 'UInt64', args: [] }, length, toArray: () => n };
  const block = { columnNames: ['n'], rowCount: length, column: () => column } as unknown;
  const message = /row 2999999: -1 .*; the insert was cut off, but the server had been sent \d+ rows before/;
  await t.throwsAsync(client.insert(table, [block].values() as InsertData), { instanceOf: DataError, message });
});

test('what is cut off before a block has left is told as not stored', async (t) => {
  await using client = await newClient();
  const bad = new Endless((n) => [n === 8192 ? -1 : n]);
  const options = { columnNames: ['n'], columnTypes: ['UInt64'] };
  const error = await t.throwsAsync(client.insert('t', bad.rows(), options), { instanceOf: DataError });
  // The block may have been fast.
  t.regex(error?.message ?? '', /; the insert was cut off(?: and nothing of it is stored|, but .* 8192 rows before)/);
});

test('a limit may be longer than timers go', async (t) => {
  const table = await makeTable('n UInt64');
  const client = await getClient();
  async function* slowly(): AsyncGenerator<unknown> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    yield { n: 1 };
  }
  t.is((await client.insert(table, slowly(), { timeout: 2 ** 31 })).writtenRows, 1);
});

test('a token is refused for what is still to come, save one that is never used again', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  const call = client.insert(table, [{ n: 1 }].values(), { deduplicationToken: 'x' });
  const message = /'deduplicationToken' is not for iterables and streams: .*an array.*inserter/;
  await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message });
  const { writtenRows } = await client.insert(table, [{ n: 1 }].values(), { deduplicationToken: 'auto' });
  t.is(writtenRows, 1);
});

test('a source of one block needs no place while a query has it', async (t) => {
  await using client = await newClient({ maxConnections: 1 });
  const table = await makeTable('n UInt64');
  const options = { columnNames: ['n'], columnTypes: ['UInt64'] };
  for await (const block of client.queryColumnBlockStream('SELECT * FROM numbers(3000000)')) {
    const { writtenRows } = await client.insert(table, [[block.rowCount]].values(), options);
    t.is(writtenRows, 1);
    break;
  }
});
