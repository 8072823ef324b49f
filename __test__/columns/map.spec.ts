import test from 'ava';

import { agrees, createTable, getClient, goesBack, rejects, rejectsTheLast, same, writes } from '../helpers/columns.ts';

/** As the client makes them: without a prototype. */
const object = (members: object) => Object.assign(Object.create(null), members);
const uuid = '61f0c404-5cb3-11e7-907b-a6006ad3dba0';

const objects: [sql: string, value: unknown][] = [
  ["map('a', 1, 'b', 2)", object({ a: 1, b: 2 })],
  ["map('', 'é', 'é😀', '')", object({ '': 'é', 'é😀': '' })],
  ["map('a', NULL, 'b', 1)", object({ a: null, b: 1 })],
  ["map('a', map('b', [1]), 'c', map())", object({ a: object({ b: [1] }), c: object({}) })],
  ["map(toLowCardinality('a'), 1)", object({ a: 1 })],
  ["map(toFixedString('a', 3), 1)", object({ a: 1 })],
  ["map(toFixedString('a\\0b', 4), 1)", object({ 'a\0b': 1 })],
  ["map(CAST('x', 'Enum8(\\'x\\' = 1)'), 1)", object({ x: 1 })],
  ["map(CAST('x', 'Enum16(\\'x\\' = 1000)'), 1)", object({ x: 1 })],
  [`map(toUUID('${uuid}'), 1)`, object({ [uuid]: 1 })],
  [`map(toLowCardinality(toUUID('${uuid}')), 1)`, object({ [uuid]: 1 })],
  ["CAST(map(), 'Map(String, UInt8)')", object({})],
];

const maps: [sql: string, value: Map<unknown, unknown>][] = [
  [
    "map(1, 'a', 0, 'b')",
    new Map([
      [1, 'a'],
      [0, 'b'],
    ]),
  ],
  ["map(toInt64(-1), 'a')", new Map([[-1n, 'a']])],
  ["map(toUInt256(2), 'a')", new Map([[2n, 'a']])],
  ["map(toDate('2024-05-06'), 'a')", new Map([[new Date('2024-05-06'), 'a']])],
  ["map(toIPv4('1.2.3.4'), 'a')", new Map([['1.2.3.4', 'a']])],
  ["map(toIPv6('::1'), 'a')", new Map([['::1', 'a']])],
  ["map(toDecimal32('1.50', 2), 'a')", new Map([['1.50', 'a']])],
  ["map(true, 'a')", new Map([[true, 'a']])],
  ["map(toLowCardinality(7), 'a')", new Map([[7, 'a']])],
  ["map((1, 'x'), 'a')", new Map([[[1, 'x'], 'a']])],
  ["map([1, 2], 'a')", new Map([[[1, 2], 'a']])],
  ["CAST(map(), 'Map(UInt8, UInt8)')", new Map()],
];

test('a Map whose keys are names is an object without a prototype', async (t) => {
  const client = await getClient();
  for (const [sql, value] of objects) {
    const result = await client.query<{ x: object }>(`SELECT ${sql} AS x FROM numbers(2)`);
    same(t, result.column('x').toArray(), [value, value], sql);
    t.is(Object.getPrototypeOf(result.first()?.x), null);
    agrees(t, result.column('x'));
    await goesBack(t, `SELECT ${sql} AS x FROM numbers(2)`);
  }
});

test('a Map of any other keys is a Map', async (t) => {
  const client = await getClient();
  for (const [sql, value] of maps) {
    const result = await client.query(`SELECT ${sql} AS x FROM numbers(2)`);
    same(t, result.column('x').toArray(), [value, value], sql);
    agrees(t, result.column('x'));
    await goesBack(t, `SELECT ${sql} AS x FROM numbers(2)`);
  }
});

test('any key is only a key', async (t) => {
  const query = "SELECT map('__proto__', 'a', 'constructor', 'b', 'toString', 'c', 'hasOwnProperty', 'd') AS x";
  const value = (await (await getClient()).query(query)).first()?.x as object;
  t.deepEqual(Object.entries(value), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', 'c'],
    ['hasOwnProperty', 'd'],
  ]);
  await goesBack(t, query);
});

test('a Map keeps the order of its keys, save for those that look like indices', async (t) => {
  const client = await getClient();
  const row =
    (
      await client.query("SELECT map('b', 1, 'a', 2) AS x, map(2, 'b', 1, 'a') AS y, map('2', 1, '1', 2) AS z")
    ).first() ?? {};
  t.deepEqual(Object.keys(row.x as object), ['b', 'a']);
  t.deepEqual([...(row.y as Map<number, string>).keys()], [2, 1]);
  t.deepEqual(Object.keys(row.z as object), ['1', '2']);
});

test('maps of many blocks are whole', async (t) => {
  const sql =
    "SELECT mapFromArrays(arrayMap(i -> concat('k', toString(i)), range(number % 4)), range(toUInt64(number % 4))) AS x, map(number, toString(number)) AS y FROM numbers(100000)";
  const result = await (await getClient()).query(sql);
  same(t, result.column('x').get(99_999), object({ k0: 0n, k1: 1n, k2: 2n }), 'x');
  same(
    t,
    result.column('y').toArray(),
    Array.from({ length: 100_000 }, (_, n) => new Map([[BigInt(n), String(n)]])),
    'y',
  );
  await goesBack(t, `SELECT * FROM (${sql}) LIMIT 70000`);
});

test('Map takes objects, Maps and arrays of pairs', async (t) => {
  await writes(t, 'Map(String, UInt8)', [
    [{ a: 1, b: '2' }, "{'a':1,'b':2}"],
    [object({ a: 1 }), "{'a':1}"],
    [new Map([['a', 1]]), "{'a':1}"],
    [
      [
        ['b', 1],
        ['a', 2],
      ],
      "{'b':1,'a':2}",
    ],
    [
      [
        ['a', 1],
        ['a', 2],
      ],
      "{'a':1,'a':2}",
    ],
    [new Map<unknown, unknown>([[Buffer.from('a'), 1n]]), "{'a':1}"],
    [{}, '{}'],
    [[], '{}'],
    [new Map(), '{}'],
    [{ "it's": 1, '': 2 }, "{'it\\'s':1,'':2}"],
  ]);
  await writes(t, 'Map(Int64, Array(Nullable(String)))', [
    [new Map([[-1n, ['a', null]]]), "{-1:['a',NULL]}"],
    [{ '-5': [], 7: ['x'] }, "{7:['x'],-5:[]}"],
    [[[1, []]], '{1:[]}'],
  ]);
  await writes(t, 'Map(Date, UInt8)', [[{ '2024-05-06': 1 }, "{'2024-05-06':1}"]]);
});

test('Map refuses what is no map, and keys and values that do not fit', async (t) => {
  await rejects(t, 'Map(String, UInt8)', { a: 1, b: 2 }, [
    [1, /expected a map, got 1/],
    ['a', /expected a map, got 'a'/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    [new Date(0), /expected a map/],
    [Buffer.from('a'), /expected a map, got a Buffer of 1 bytes/],
    [['a', 1], /expected a map, got an array of 2/],
    [[['a', 1, 2]], /expected a map, got an array of 1/],
    [{ a: 256 }, /256 is out of the range of UInt8 \(in UInt8\)/],
    [{ a: null }, /null in a column that is not Nullable/],
    [{ a: undefined }, /undefined in a column that is not Nullable/],
    [new Map([[1, 1]]), /expected a string or bytes, got 1 \(in String\)/],
    [{ '\ud800': 1 }, /half of a surrogate pair/],
  ]);
  await rejects(t, 'Map(UInt8, String)', new Map([[1, 'a']]), [
    [{ a: 'a' }, /expected an integer, got 'a' \(in UInt8\)/],
    [{ 256: 'a' }, /out of the range of UInt8/],
    [new Map([[1, 2]]), /expected a string or bytes, got 2/],
  ]);
  await rejectsTheLast(t, 'Map(String, UInt8)', { a: 1 }, { a: 1, b: -1 });
});

test('an object that is no record of entries is no map', async (t) => {
  const client = await getClient();
  const table = await createTable('(x Map(String, UInt8))');
  for (const x of [new Set(['a']), /a/, Promise.resolve({ a: 1 })]) {
    await t.throwsAsync(client.insert(table, [{ x }]), { code: 'ERR_INVALID_VALUE', message: /row 0: expected a map/ });
  }
  t.is(await client.command(`SELECT count() FROM ${table}`), 0n);
});
