import test from 'ava';

import { DataError, TypedValue, typedValue } from '../../src/index.ts';
import { createTable, getClient } from '../helpers/columns.ts';

const uuid = '00112233-4455-6677-8899-aabbccddeeff';
const type = `Variant(UInt8, Int64, Float64, String, Bool, DateTime64(3), Array(UInt8), Map(String, UInt8), Tuple(a UInt8, b String))`;

const values: [value: unknown, member: string][] = [
  [1, 'UInt8'],
  [256, 'Int64'],
  [-1, 'Int64'],
  [7n, 'Int64'],
  [1.5, 'Float64'],
  ['text', 'String'],
  [true, 'Bool'],
  [new Date('2024-05-06T07:08:09.123Z'), 'DateTime64(3)'],
  [[1, 2], 'Array(UInt8)'],
  [new Map([['k', 1]]), 'Map(String, UInt8)'],
  [{ a: 1, b: 'x' }, 'Tuple(a UInt8, b String)'],
  [{ other: 1 }, 'Map(String, UInt8)'],
  [typedValue('String', '1'), 'String'],
  [typedValue('Float64', 1), 'Float64'],
  [null, 'None'],
  [undefined, 'None'],
];

test('a number is no date', async (t) => {
  const client = await getClient();
  const table = await createTable('(v Variant(String, Date, DateTime64(3)))');
  for (const v of [5, 5n, 1.5]) {
    await t.throwsAsync(client.insert(table, [{ v }]), { instanceOf: DataError, message: /fits none of/ });
  }
  await client.insert(table, [{ v: typedValue('Date', 5) }]);
  t.is(await client.command(`SELECT toString(v) FROM ${table}`), '1970-01-06');
});

test('a value goes to the member that suits it best', async (t) => {
  const client = await getClient();
  const table = await createTable(`(id UInt8, v ${type})`);
  await client.insert(
    table,
    values.map(([v], id) => ({ id, v })),
  );
  const found = await client.query(`SELECT variantType(v) AS member FROM ${table} ORDER BY id`);
  t.deepEqual(
    found.column('member').toArray(),
    values.map(([, member]) => member),
  );
});

test('values are read as those of their members, in every way', async (t) => {
  const client = await getClient();
  const table = await createTable(
    `(id UInt8, v ${type}, l Array(Variant(String, UInt8)), t Tuple(Variant(UUID, UInt8), UInt8))`,
  );
  const data = values.map(([v], id) => ({ id, v, l: ['x', 1, null].slice(id % 4), t: [id % 2 ? id : uuid, id] }));
  await client.insert(table, data);
  const sql = `SELECT * FROM ${table} ORDER BY id`;
  const first = await client.query(sql);
  const wanted = ['x', 1, null];
  first.rows().forEach((row, id) => {
    t.deepEqual(row.l, wanted.slice(id % 4));
    t.deepEqual(row.t, [id % 2 ? id : uuid, id]);
    t.deepEqual(first.column('v').get(id), row.v);
  });
  t.deepEqual(
    first
      .rows()
      .slice(0, 9)
      .map(({ v }) => v),
    [1, 256n, -1n, 7n, 1.5, 'text', true, values[7]?.[0], [1, 2]],
  );
  const copy = await createTable(
    `(id UInt8, v ${type}, l Array(Variant(String, UInt8)), t Tuple(Variant(UUID, UInt8), UInt8))`,
  );
  const typed = await client.query(sql, { columnFormats: { v: 'typed' } });
  await client.insert(copy, typed.rows() as Record<string, unknown>[]);
  const hash = (name: string) =>
    client.command(`SELECT groupArray((toString(v), variantType(v), l, t)) FROM (SELECT * FROM ${name} ORDER BY id)`);
  t.deepEqual(await hash(copy), await hash(table));
  t.true(typed.rows()[0]?.v instanceof TypedValue);
  t.deepEqual({ ...(typed.rows()[0]?.v as object) }, { type: 'UInt8', value: 1 });
  t.is(typed.rows()[14]?.v, null);
});

test('long columns are read in runs', async (t) => {
  const client = await getClient();
  const sql = `SELECT multiIf(number % 3 = 0, number::Variant(UInt64, String), number % 3 = 1, concat('n', toString(number))::Variant(UInt64, String), NULL) AS v FROM numbers(10000)`;
  const found = await client.query(sql);
  const wanted = Array.from({ length: 10_000 }, (_, n) => (n % 3 === 0 ? BigInt(n) : n % 3 === 1 ? `n${n}` : null));
  t.deepEqual(found.column('v').toArray(), wanted);
  t.deepEqual(
    found.rows().map(({ v }) => v),
    wanted,
  );
});

test('a Geometry is a Variant of the geographic types', async (t) => {
  const client = await getClient();
  const table = await createTable('(id UInt8, g Geometry)');
  const shapes = [
    [1, 2],
    [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
    [
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    ],
  ];
  await client.insert(table, [
    { id: 0, g: shapes[0] },
    { id: 1, g: typedValue('Ring', shapes[1]) },
    { id: 2, g: typedValue('Polygon', shapes[2]) },
    { id: 3, g: null },
  ]);
  const sql = `SELECT g, variantType(g) AS member FROM ${table} ORDER BY id`;
  const found = await client.query(sql);
  t.deepEqual(found.column('g').toArray(), [...shapes, null]);
  t.deepEqual(found.column('member').toArray(), ['Point', 'Ring', 'Polygon', 'None']);
  const typed = await client.query(sql, { columnFormats: { g: 'typed' } });
  t.deepEqual(typed.rows()[1]?.g, typedValue('Ring', shapes[1]));
});

test('a value that fits no member is refused with the names of all', async (t) => {
  const client = await getClient();
  const table = await createTable('(v Variant(UInt8, Bool))');
  for (const [value, message] of [
    ['x', "row 1: 'x' fits none of Bool, UInt8"],
    [256, 'row 1: 256 fits none of Bool, UInt8'],
    [typedValue('String', 'x'), 'row 1: a value of the type String, which is none of Bool, UInt8'],
    [typedValue('UInt8', 256), 'row 1: 256 is out of the range of UInt8 (in UInt8)'],
  ] as const) {
    const error = await t.throwsAsync(client.insert(table, [{ v: 1 }, { v: value }]), { instanceOf: DataError });
    t.true(error?.message.endsWith(message), error?.message);
  }
});
