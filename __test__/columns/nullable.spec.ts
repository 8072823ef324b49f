import test from 'ava';

import { agrees, createTable, getClient, goesBack, reads, same, writes } from '../helpers/columns.ts';

const number = { fromText: Number, memory: { array: Uint8Array, element: (value: number) => value } };
const text = { fromText: (value: string) => value };

test('NULL is null, wherever it stands', async (t) => {
  for (const list of ['NULL, 1, 2', '1, NULL, 2', '1, 2, NULL', '1, NULL, NULL']) {
    await reads(t, `SELECT arrayJoin([${list}]) AS x`, number);
    await reads(t, `SELECT toString(arrayJoin([${list}])) AS x`, text);
  }
});

test('a Nullable column without NULLs, and one with nothing else', async (t) => {
  await reads(t, 'SELECT toNullable(arrayJoin([1, 2])) AS x', number);
  await reads(t, "SELECT CAST(arrayJoin([NULL, NULL]), 'Nullable(UInt8)') AS x", number);
  await reads(t, "SELECT CAST(arrayJoin([NULL, NULL]), 'Nullable(String)') AS x", text);
});

test('nulls marks the NULLs of all blocks, those of blocks without any too', async (t) => {
  const client = await getClient();
  const sql =
    "SELECT if(number IN (0, 70000, 199999), NULL, number) AS x, if(x IS NULL, NULL, 'é') AS s FROM numbers(200000)";
  const result = await client.query(sql);
  for (const name of ['x', 's']) {
    const { nulls = new Uint8Array() } = result.column(name);
    const marked = [...nulls.entries()].flatMap(([index, isNull]) => (isNull === 1 ? [index] : []));
    t.deepEqual(marked, [0, 70_000, 199_999]);
    t.is(nulls.length, 200_000);
  }
  const memory = { array: BigUint64Array, element: (value: bigint) => value };
  agrees(t, result.column('x'), memory);
  const { x } = await client.queryColumns(sql);
  same(t, x, result.column('x').toArray(), 'queryColumns');
});

test('null, undefined and a missing key are NULL', async (t) => {
  await writes(t, 'Nullable(UInt8)', [
    [null, null],
    [0, '0'],
    [undefined, null],
  ]);
  const client = await getClient();
  const table = await createTable('(n UInt8, x Nullable(String), y Nullable(Int64), constructor Nullable(String))');
  const rows: Record<string, unknown>[] = [
    { n: 0, x: 'a', y: 1n, constructor: 'c' },
    { n: 1, y: null },
    { n: 2, x: undefined },
  ];
  await client.insert(table, rows);
  t.deepEqual((await client.query(`SELECT * EXCEPT n FROM ${table} ORDER BY n`)).tuples(), [
    ['a', 1n, 'c'],
    [null, null, null],
    [null, null, null],
  ]);
});

test('a null in a column that is not Nullable is no default', async (t) => {
  const client = await getClient();
  const table = await createTable("(n UInt8, x String DEFAULT 'd')");
  for (const row of [{ n: 1, x: null }, { n: 1, x: undefined }, { n: 1 }]) {
    const refused = client.insert(table, [{ n: 0, x: 'a' }, row]);
    await t.throwsAsync(refused, {
      code: 'ERR_INVALID_VALUE',
      message: /column 'x' String, row 1: (null|undefined) in a/,
    });
  }
  await client.insert(table, [{ n: 0 }, { n: 1 }]);
  t.deepEqual((await client.query(`SELECT x FROM ${table}`)).column(0).toArray(), ['d', 'd']);
});

test('an array of nothing but nulls, and typed arrays, are columns', async (t) => {
  const client = await getClient();
  const table = await createTable('(a Nullable(UInt8), b Nullable(Float64), c Array(Nullable(Int16)))');
  await client.insert(table, { a: [null, null], b: Float64Array.of(0, Number.NaN), c: [Int16Array.of(1, -1), [null]] });
  t.deepEqual((await client.query(`SELECT * FROM ${table}`)).tuples(), [
    [null, 0, [1, -1]],
    [null, Number.NaN, [null]],
  ]);
});

test('a value that does not fit beside NULLs is refused with its row', async (t) => {
  const client = await getClient();
  const table = await createTable('(x Nullable(UInt8))');
  const refused = client.insert(table, { x: [null, undefined, 256] });
  await t.throwsAsync(refused, { message: /column 'x' Nullable\(UInt8\), row 2: 256 is out of the range of UInt8/ });
  t.is(await client.command(`SELECT count() FROM ${table}`), 0n);
});

test('tuples that are NULL are null', async (t) => {
  const list = "CAST(arrayJoin([(1, 'a'), (2, 'b')]), 'Nullable(Tuple(n UInt8, s String))') AS x";
  const client = await getClient();
  const values = (await client.query(`SELECT if(x.n = 1, NULL, x) AS y, x FROM (SELECT ${list})`)).tuples();
  t.deepEqual(values, [
    [null, { n: 1, s: 'a' }],
    [
      { n: 2, s: 'b' },
      { n: 2, s: 'b' },
    ],
  ]);
  await goesBack(t, `SELECT if(x.n = 1, NULL, x) AS y, x FROM (SELECT ${list})`);
});
