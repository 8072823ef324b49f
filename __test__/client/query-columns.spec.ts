import test from 'ava';

import { getClient } from '../helpers/client.ts';

test('fixed-width numbers come as typed arrays, everything else as arrays of values', async (t) => {
  const client = await getClient();
  const columns = await client.queryColumns(`SELECT number::UInt64 AS u, -number::Int32 AS i, number / 2 AS f,
    toString(number) AS s, toDate('1970-01-03') + number AS d, toDateTime(number, 'UTC') AS t,
    number % 2 = 0 AS b, [number] AS a FROM numbers(3)`);
  t.deepEqual(columns, {
    u: BigUint64Array.of(0n, 1n, 2n),
    i: Int32Array.of(0, -1, -2),
    f: Float64Array.of(0, 0.5, 1),
    s: ['0', '1', '2'],
    d: Uint16Array.of(2, 3, 4),
    t: Uint32Array.of(0, 1, 2),
    b: Uint8Array.of(1, 0, 1),
    a: [[0n], [1n], [2n]],
  });
});

test('columns with NULLs come as arrays of values', async (t) => {
  const client = await getClient();
  const columns = await client.queryColumns('SELECT if(number = 1, NULL, number) AS n FROM numbers(3)');
  t.deepEqual(columns, { n: [0n, null, 2n] });
});

test('columns of many blocks come in one piece', async (t) => {
  const client = await getClient();
  const columns = await client.queryColumns<{ n: BigUint64Array; s: string[]; m: (number | null)[] }>(
    'SELECT number AS n, toString(number) AS s, if(number % 2 = 0, NULL, number::UInt32) AS m FROM numbers(50000) ORDER BY n',
    { settings: { max_block_size: 3000 } },
  );
  t.deepEqual(
    columns.n,
    BigUint64Array.from({ length: 50_000 }, (_, n) => BigInt(n)),
  );
  t.deepEqual(
    columns.s,
    Array.from({ length: 50_000 }, (_, n) => String(n)),
  );
  t.deepEqual(
    columns.m,
    Array.from({ length: 50_000 }, (_, n) => (n % 2 === 0 ? null : n)),
  );
});

test('columns of an empty result are empty arrays of the right kind', async (t) => {
  const client = await getClient();
  const columns = await client.queryColumns("SELECT 1::Int16 AS a, 'x' AS b, 1::Nullable(UInt8) AS c WHERE 0");
  t.deepEqual(columns, { a: new Int16Array(), b: [], c: [] });
});

test('errors in the middle of a result reject', async (t) => {
  const client = await getClient();
  const sql = 'SELECT number, throwIf(number = 700000) FROM numbers(1000000)';
  const code = 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO';
  await t.throwsAsync(client.queryColumns(sql, { settings: { max_threads: 1 } }), { code });
});
