import test from 'ava';

import { agrees, createTable, getClient } from '../helpers/columns.ts';

test('the NULL of no type is null', async (t) => {
  const result = await (await getClient()).query('SELECT NULL AS x, [NULL, NULL] AS a, (1, NULL) AS t FROM numbers(3)');
  t.deepEqual(result.columnTypes.map(String), [
    'Nullable(Nothing)',
    'Array(Nullable(Nothing))',
    'Tuple(UInt8, Nullable(Nothing))',
  ]);
  t.deepEqual(result.rows(), new Array(3).fill({ x: null, a: [null, null], t: [1, null] }));
  for (const name of result.columnNames) agrees(t, result.column(name));
});

test('the array of no type is empty', async (t) => {
  const result = await (await getClient()).query('SELECT [] AS a, [[], []] AS aa, map() AS m FROM numbers(2)');
  t.deepEqual(result.tuples(), new Array(2).fill([[], [[], []], new Map()]));
  for (const name of result.columnNames) agrees(t, result.column(name));
});

test('nothing but NULL is written as a column of no type', async (t) => {
  const client = await getClient();
  const table = await createTable('(n UInt8, x Nullable(UInt8), a Array(String))');
  const columnTypes = ['UInt8', 'Nullable(Nothing)', 'Array(Nothing)'];
  const rows = [
    { n: 1, x: null, a: [] },
    { n: 2, x: undefined, a: [] },
  ];
  await client.insert(table, rows, { columnTypes });
  t.deepEqual((await client.query(`SELECT * FROM ${table} ORDER BY n`)).tuples(), [
    [1, null, []],
    [2, null, []],
  ]);
  for (const row of [
    { n: 3, x: 1, a: [] },
    { n: 3, x: null, a: ['a'] },
  ]) {
    const refused = client.insert(table, [row], { columnTypes });
    await t.throwsAsync(refused, { code: 'ERR_INVALID_VALUE', message: /row 0: expected null/ });
  }
  t.is(await client.command(`SELECT count() FROM ${table}`), 2n);
});
