import test from 'ava';

import { agrees, createTable, getClient, goesBack, rejects, rejectsTheLast, same, writes } from '../helpers/columns.ts';

test('Array is an array of its values', async (t) => {
  const result = await (await getClient()).query(
    "SELECT arrayJoin([[], [1], [1, 2, 3], []]) AS a, arrayMap(n -> toString(n), a) AS s, [a, [], a] AS aa, [NULL, 'x'] AS n, [] AS nothing",
  );
  t.deepEqual(result.tuples(), [
    [[], [], [[], [], []], [null, 'x'], []],
    [[1], ['1'], [[1], [], [1]], [null, 'x'], []],
    [[1, 2, 3], ['1', '2', '3'], [[1, 2, 3], [], [1, 2, 3]], [null, 'x'], []],
    [[], [], [[], [], []], [null, 'x'], []],
  ]);
  for (const name of result.columnNames) agrees(t, result.column(name));
});

test('arrays of many blocks, long ones among them, are whole', async (t) => {
  const client = await getClient();
  const sql =
    'SELECT number AS n, range(if(number = 100000, 100000, number % 4)) AS a, arrayMap(i -> if(i = 1, NULL, toString(i)), a) AS s FROM numbers(150000)';
  const wanted = Array.from({ length: 150_000 }, (_, n) =>
    Array.from({ length: n === 100_000 ? 100_000 : n % 4 }, (_, i) => i),
  );
  const result = await client.query<{ a: number[] }>(sql);
  same(t, result.column('a').toArray(), wanted, 'toArray');
  same(
    t,
    result.rows().map(({ a }) => a),
    wanted,
    'rows',
  );
  same(
    t,
    result.column('s').get(100_000),
    wanted[100_000]?.map((i) => (i === 1 ? null : String(i))),
    'get',
  );
  await goesBack(t, sql);
});

test('a row may change its array without changing another', async (t) => {
  const result = await (await getClient()).query<{ a: number[] }>('SELECT [1, 2] AS a FROM numbers(2)');
  const [first, second] = result.rows();
  first?.a.push(3);
  t.deepEqual(second?.a, [1, 2]);
  t.deepEqual(result.rows()[0]?.a, [1, 2]);
});

test('Array takes arrays and typed arrays, in any depth', async (t) => {
  await writes(t, 'Array(Int16)', [
    [[], '[]'],
    [[1, '2', 3n, true], '[1,2,3,1]'],
    [Int16Array.of(-1, 1), '[-1,1]'],
    [Uint8Array.of(255), '[255]'],
    [new Float64Array(), '[]'],
  ]);
  await writes(t, 'Array(Array(Nullable(String)))', [
    [[], '[]'],
    [[[]], '[[]]'],
    [[['a', null], [], [undefined, '']], "[['a',NULL],[],[NULL,'']]"],
  ]);
  await writes(t, 'Array(UInt64)', [[BigUint64Array.of(1n, 2n ** 64n - 1n), '[1,18446744073709551615]']]);
  await writes(t, 'Array(Tuple(a UInt8, b Array(String)))', [
    [[{ a: 1, b: ['x'] }, [2, []]], "[(1,['x']),(2,[])]"],
    [[], '[]'],
  ]);
});

test('Array refuses what is no array, and values that do not fit inside', async (t) => {
  await rejects(
    t,
    'Array(UInt8)',
    [1, 2],
    [
      [1, /expected an array, got 1/],
      ['abc', /expected an array, got 'abc'/],
      [null, /null in a column that is not Nullable/],
      [undefined, /undefined in a column that is not Nullable/],
      [{ length: 1, 0: 1 }, /expected an array, got an object/],
      [new Set([1]), /expected an array, got an object \(Set\)/],
      [new DataView(new ArrayBuffer(1)), /expected an array/],
      [[1, 256], /256 is out of the range of UInt8 \(in UInt8\)/],
      [[1, null], /null in a column that is not Nullable \(in UInt8\)/],
      // biome-ignore lint/suspicious/noSparseArray: a hole is what this is about.
      [[1, , 2], /undefined in a column that is not Nullable/],
      [[[1]], /expected an integer, got an array of 1/],
      [Int8Array.of(1, -1), /-1 is out of the range of UInt8/],
    ],
  );
  await rejects(
    t,
    'Array(Array(String))',
    [[], ['a']],
    [
      [[['a'], 'b'], /expected an array, got 'b' \(in Array\(String\)\)/],
      [[[], ['a', 1]], /expected a string or bytes, got 1 \(in String\)/],
    ],
  );
  await rejects(t, 'Array(LowCardinality(String))', ['a', 'b'], [[['a', 'c', 5], /expected a string or bytes, got 5/]]);
  await rejectsTheLast(t, 'Array(UInt8)', [1], [1, 2, 300]);
  await rejectsTheLast(t, 'Array(Array(String))', [[], ['a']], [[], [null]]);
});

test('arrays with more values than an argument list holds are written', async (t) => {
  const client = await getClient();
  const table = await createTable('(a Array(UInt32), s Array(String))');
  const numbers = Array.from({ length: 300_000 }, (_, n) => n);
  await client.insert(table, [{ a: numbers, s: numbers.map(String) }]);
  const row = await client.command(
    `SELECT length(a), arraySum(a), length(s), arraySum(arrayMap(v -> toUInt64(v), s)) FROM ${table}`,
  );
  t.deepEqual(row, [300_000n, 44_999_850_000n, 300_000n, 44_999_850_000n]);
});
