import test from 'ava';

import { agrees, createTable, getClient, goesBack, nests, reads, rejects, same } from '../helpers/columns.ts';

const square = [
  [0, 0],
  [0, 1],
  [1, 1],
];
const hole = [
  [0.25, 0.5],
  [-1e-300, 1e300],
  [0.5, -0.5],
];

const values: [type: string, values: unknown[]][] = [
  ['Point', [square[1], [-1.5, 1e100]]],
  ['Ring', [square, [], hole]],
  ['LineString', [hole, []]],
  ['Polygon', [[square, hole], [], [[]]]],
  ['MultiLineString', [[square], [hole, []]]],
  ['MultiPolygon', [[[square, hole], [square]], [], [[]]]],
];

for (const [type, shapes] of values) {
  test(`${type} is made of [x, y]`, async (t) => {
    const client = await getClient();
    const table = await createTable(`(n UInt8, x ${type})`);
    await client.insert(table, { n: shapes.map((_, n) => n), x: shapes });
    const result = await client.query(`SELECT x, toString(x) AS text FROM ${table} ORDER BY n`);
    same(t, result.column('x').toArray(), shapes, type);
    agrees(t, result.column('x'));
    const texts = shapes.map((shape) => JSON.stringify(shape).replace(/\[(-?[\d.e+-]+,-?[\d.e+-]+)\]/g, '($1)'));
    same(
      t,
      result.column('text').toArray(),
      texts.map((text) => text.replace(/e\+/g, 'e')),
      `${type} for the server`,
    );
    await goesBack(t, `SELECT x FROM ${table}`);
    await nests(t, type, `SELECT x FROM ${table}`, { nullable: false });
  });
}

test('Point may be NULL, and its coordinates keep their form', async (t) => {
  const client = await getClient();
  const table = await createTable('(n UInt8, x Nullable(Point))');
  const rows = [
    [0, [1, 2]],
    [1, null],
  ];
  await client.insert(table, rows);
  const queryFormats = { Tuple: 'object', Float64: 'string' };
  const result = await client.query(`SELECT * FROM ${table} ORDER BY n`, { queryFormats });
  t.is(String(result.columnTypes[1]), 'Nullable(Point)');
  t.deepEqual(result.tuples(), rows);
  await goesBack(t, `SELECT * FROM ${table}`);
});

test('a geographic type refuses what is none', async (t) => {
  await rejects(
    t,
    'Point',
    [1, 2],
    [
      [[1], /an array of 1 for a tuple of 2 elements/],
      [[1, 2, 3], /an array of 3/],
      [[1, 'x'], /expected a number, got 'x' \(in Float64\)/],
      [{ x: 1, y: 2 }, /expected an array, got an object/],
      ['(1, 2)', /expected an array/],
      [null, /null in a column that is not Nullable/],
    ],
  );
  await rejects(
    t,
    'Ring',
    [[1, 2]],
    [
      [[[1, 2], [3]], /an array of 1 for a tuple of 2 elements \(in Point\)/],
      [[1, 2], /expected an array, got 1 \(in Point\)/],
      [1, /expected an array, got 1/],
    ],
  );
});

test('SimpleAggregateFunction is its argument', async (t) => {
  const rows = (type: string, value: string) =>
    `SELECT CAST(${value}, 'SimpleAggregateFunction(${type})') AS x FROM numbers(3)`;
  await reads(t, rows('sum, UInt64', 'number'), {
    fromText: BigInt,
    memory: { array: BigUint64Array, element: (value: bigint) => value },
  });
  await reads(t, rows("max, DateTime(\\'UTC\\')", 'toDateTime(number)'), {
    fromText: (text) => new Date(`${text.replace(' ', 'T')}Z`),
    memory: { array: Uint32Array, element: (value: Date) => value.getTime() / 1000 },
  });
  await reads(t, rows('anyLast, Nullable(Int32)', 'nullIf(number, 1)'), {
    fromText: Number,
    memory: { array: Int32Array, element: (value: number) => value },
  });
  const client = await getClient();
  const columns = `(n UInt8, list SimpleAggregateFunction(groupArrayArray, Array(UInt8)),
    word SimpleAggregateFunction(any, LowCardinality(Nullable(String))), map SimpleAggregateFunction(sumMap, Map(String, Int64)))`;
  const table = await createTable(columns);
  const data = [
    { n: 0, list: [1, 2], word: 'a', map: { k: 1n } },
    { n: 1, list: [], word: null, map: {} },
  ];
  await client.insert(table, data);
  same(
    t,
    (await client.query(`SELECT * FROM ${table} ORDER BY n`))
      .rows()
      .map((row) => ({ ...row, map: { ...(row.map as object) } })),
    data,
    'rows',
  );
  await goesBack(t, `SELECT * FROM ${table}`);
  const formats = { queryFormats: { '*Int64': 'string' }, columnFormats: {} };
  t.is((await client.query(rows('sum, UInt64', 'number'), formats)).value(), '0');
  await rejects(t, 'SimpleAggregateFunction(sum, UInt64)', 1, [[-1, /-1 is out of the range of UInt64/]]);
});
