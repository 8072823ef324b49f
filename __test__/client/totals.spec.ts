import test from 'ava';

import { getClient } from '../helpers/client.ts';

const sql = 'SELECT number % 3 AS k, count() AS n FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k';
const rows = [
  { k: 0, n: 4n },
  { k: 1, n: 3n },
  { k: 2, n: 3n },
];
const settings = { extremes: 1 };

test('totals and extremes are no rows of any result', async (t) => {
  const client = await getClient();
  t.deepEqual((await client.query(sql, { settings })).rows(), rows);
  const columns = await client.queryColumns(sql, { settings });
  t.deepEqual(columns.n, BigUint64Array.of(4n, 3n, 3n));
  t.deepEqual(await client.queryRowsStream(sql, { settings }).toArray(), rows);
  t.deepEqual((await client.queryRowBlockStream(sql, { settings }).toArray()).flat(), rows);
  const blocks = await client.queryColumnBlockStream(sql, { settings }).toArray();
  t.deepEqual(
    blocks.flatMap((block) => block.rows()),
    rows,
  );
  const one = 'SELECT count() AS n FROM numbers(10) WITH TOTALS';
  t.is(await client.command(one, { settings }), 10n);
});

test('the server leaves them out of the Native format', async (t) => {
  const client = await getClient();
  const plain = 'SELECT number % 3 AS k, count() AS n FROM numbers(10) GROUP BY k ORDER BY k';
  const bytes = await client.rawQuery(sql, { format: 'Native', settings });
  t.deepEqual(bytes, await client.rawQuery(plain, { format: 'Native' }));
});

test('WITH ROLLUP gives totals as rows that say what they are', async (t) => {
  const client = await getClient();
  const rollup =
    'SELECT number % 3 AS k, count() AS n, grouping(k) AS total FROM numbers(10) GROUP BY k WITH ROLLUP ORDER BY total, k';
  const result = await client.query(rollup, { settings: { group_by_use_nulls: 1 } });
  t.deepEqual(result.rows(), [...rows.map((row) => ({ ...row, total: 0n })), { k: null, n: 10n, total: 1n }]);
});

test('formats that have a place for them carry totals and extremes', async (t) => {
  const client = await getClient();
  const text = await client.rawQuery(sql, { format: 'JSON', settings });
  const { data, totals, extremes } = JSON.parse(String(text));
  t.is(data.length, 3);
  t.deepEqual(totals, { k: 0, n: 10 });
  t.deepEqual(extremes, { min: { k: 0, n: 3 }, max: { k: 2, n: 4 } });
});
