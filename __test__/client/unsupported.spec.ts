import test from 'ava';

import { type ClickHouseError, NotSupportedError } from '../../src/index.ts';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { countedSignal } from '../helpers/signal.ts';

const expected = { instanceOf: NotSupportedError, code: 'ERR_UNSUPPORTED_TYPE' };
const type = 'AggregateFunction(groupBitmap, UInt64)';

for (const compress of [false, 'lz4'] as const) {
  test(`a column of a type that cannot be read is an error that names both, with compress ${compress}`, async (t) => {
    await using client = await newClient({ compress });
    const sql = 'SELECT 1 AS fine, groupBitmapState(number) AS state FROM numbers(10)';
    const counted = countedSignal();
    const { signal } = counted;
    for (const call of [
      client.query(sql, { signal }),
      client.queryColumns(sql, { signal }),
      client.command(sql, { signal }),
      client.queryRowsStream(sql, { signal }).toArray(),
      client.queryColumnBlockStream(sql, { signal }).toArray(),
    ]) {
      const error = await t.throwsAsync(call, expected);
      t.true(error?.message.includes('state') && error.message.includes(type), error?.message);
      t.regex((error as ClickHouseError).queryId ?? '', /^[0-9a-f-]{36}$/);
    }
    t.is(counted.listeners, 0);
    t.is(await client.command('SELECT 1'), 1);
  });
}

test('types in bytes, which a statement may ask for, are an error that names the setting', async (t) => {
  const client = await getClient();
  const setting = 'output_format_native_encode_types_in_binary_format';
  for (const value of ["'x'", '[1]', '1::Dynamic', 'toDateTime(1)']) {
    const error = await t.throwsAsync(client.query(`SELECT ${value} AS a SETTINGS ${setting} = 1`), expected);
    t.true(error?.message.includes(setting), error?.message);
  }
});

test('a column of a type that cannot be written is an error that names both, unless it is left out', async (t) => {
  const client = await getClient();
  const table = await makeTable(`a UInt8, state ${type}`);
  for (const call of [client.insert(table, [[1, 'x']]), client.insert(table, [{ a: 1, state: 'x' }])]) {
    const error = await t.throwsAsync(call, expected);
    t.true(
      [table, "'state'", type].every((part) => error?.message.includes(part)),
      error?.message,
    );
  }
  t.is(await countRows(table), 0n);
  await client.insert(table, [{ a: 1 }]);
  t.is(await countRows(table), 1n);
});

test('the type that JSON replaced is an error that tells what to do', async (t) => {
  const client = await getClient();
  const columns = { columnNames: ['o'], columnTypes: ["Object('json')"] };
  const error = await t.throwsAsync(client.insert('any', [[{ a: 1 }]], columns), expected);
  t.regex(error?.message ?? '', /'o'.*Object\('json'\).*JSON; change the type/);
});
