import test from 'ava';

import { DataError, PreciseDate, typedValue } from '../../src/index.ts';
import { createTable, getClient } from '../helpers/columns.ts';

const day = new Date('2024-05-06T07:08:09.123Z');
const precise = new PreciseDate(1_700_000_000_123_456_789n);

const values: [value: unknown, type: string, read?: unknown][] = [
  [true, 'Bool'],
  [1, 'Int64', 1n],
  [-0, 'Float64'],
  [1.5, 'Float64'],
  [2 ** 60, 'Float64'],
  [5n, 'Int64'],
  [2n ** 63n, 'UInt64'],
  [-(2n ** 64n), 'Int128'],
  [2n ** 127n, 'UInt128'],
  [-(2n ** 200n), 'Int256'],
  [2n ** 255n, 'UInt256'],
  ['text', 'String'],
  [day, 'DateTime64(3)'],
  [precise, 'DateTime64(9)'],
  [Buffer.from('raw'), 'String', 'raw'],
  [Uint8Array.of(65), 'String', 'A'],
  [Int16Array.of(1, -1), 'Array(Int16)', [1, -1]],
  [BigUint64Array.of(1n), 'Array(UInt64)', [1n]],
  [[1, 2], 'Array(Int64)', [1n, 2n]],
  [[1, 2.5], 'Array(Float64)', [1, 2.5]],
  [[1, 2n ** 64n], 'Array(Int128)', [1n, 2n ** 64n]],
  [['a', null], 'Array(Nullable(String))'],
  [[1, 'a', null], 'Array(Dynamic)', [1n, 'a', null]],
  [[], 'Array(Nothing)'],
  [[null], 'Array(Nullable(Nothing))'],
  [[[1], [2, 3]], 'Array(Array(Int64))', [[1n], [2n, 3n]]],
  [new Map([['k', 1.5]]), 'Map(String, Float64)', Object.assign(Object.create(null), { k: 1.5 })],
  [new Map([[1, 'x']]), 'Map(Int64, String)', new Map([[1n, 'x']])],
  [{ a: { b: 1 } }, 'JSON'],
  [[{ a: 1 }, { b: [{ c: 'x' }] }], 'Array(JSON)'],
  [typedValue('UInt8', 7), 'UInt8', 7],
  [typedValue('Nullable(Date)', '2024-05-06'), 'Date', new Date('2024-05-06')],
  [typedValue('JSON', '{"x":1}'), 'JSON', { x: 1 }],
  [typedValue("Enum8('a' = 1)", 'a'), "Enum8('a' = 1)", 'a'],
  [null, 'None'],
  [undefined, 'None', null],
];

for (const type of ['Dynamic', 'Dynamic(max_types=0)', 'Dynamic(max_types=3)', 'Dynamic(max_types=254)']) {
  test(`values have the types of JavaScript in ${type}`, async (t) => {
    const client = await getClient();
    const table = await createTable(`(id UInt8, d ${type}, l Array(${type}))`);
    await client.insert(
      table,
      values.map(([d], id) => ({ id, d, l: id % 2 ? [d, 1, d] : [] })),
    );
    const sql = `SELECT d, l, dynamicType(d) AS type FROM ${table} ORDER BY id`;
    const found = await client.query(sql);
    t.deepEqual(
      found.column('type').toArray(),
      values.map(([, name]) => name),
    );
    const wanted = values.map((row) => (row.length === 3 ? row[2] : row[0]));
    t.deepEqual(found.column('d').toArray(), wanted);
    t.deepEqual(found.column('l').get(1), [1n, 1n, 1n]);
    const copy = await createTable(`(id UInt8, d ${type}, l Array(${type}))`);
    const typed = await client.query(`SELECT * FROM ${table} ORDER BY id`, { queryFormats: { Dynamic: 'typed' } });
    await client.insert(copy, typed.rows() as Record<string, unknown>[]);
    const texts = (name: string) =>
      client.command(
        `SELECT groupArray((toString(d), dynamicType(d), toString(l))) FROM (SELECT * FROM ${name} ORDER BY id)`,
      );
    t.deepEqual(await texts(copy), await texts(table));
  });
}

test('flattened columns read as others do', async (t) => {
  const client = await getClient();
  const table = await createTable('(id UInt8, d Dynamic(max_types=2), m Map(String, Dynamic))');
  await client.insert(
    table,
    values.map(([d], id) => ({ id, d, m: { k: d } })),
  );
  const sql = `SELECT * FROM ${table} ORDER BY id`;
  const settings = { output_format_native_use_flattened_dynamic_and_json_serialization: 1 };
  t.deepEqual((await client.query(sql, { settings })).rows(), (await client.query(sql)).rows());
});

test('more than 255 types in one block', async (t) => {
  const client = await getClient();
  const table = await createTable('(id UInt32, d Dynamic)');
  const data = Array.from({ length: 300 }, (_, id) => ({
    id,
    d: typedValue(`FixedString(${id + 1})`, 'x'.repeat(id + 1)),
  }));
  await client.insert(table, data);
  const found = await client.query(`SELECT d, dynamicType(d) AS type FROM ${table} ORDER BY id`);
  t.deepEqual(
    found.column('d').toArray().map(String),
    data.map(({ d }) => d.value),
  );
  t.deepEqual(
    found.column('type').toArray(),
    data.map(({ d }) => d.type),
  );
});

for (const [name, value, message] of [
  ['a function', () => 1, /row 1: a function is no value/],
  ['a symbol', Symbol('x'), /row 1: a symbol is no value/],
  ['a huge bigint', 2n ** 256n, /row 1: .* has more than 256 bits/],
  ['an unknown type', typedValue('Frobnicate', 1), /row 1: .*Frobnicate/],
  ['a type without values', typedValue('Dynamic', 1), /row 1: a value of the type Dynamic, which is none/],
  ['a value that its type does not take', typedValue('UInt8', 256), /row 1: 256 is out of the range of UInt8/],
  ['an instance', new Set([1]), /row 1: .* has no type in ClickHouse/],
] as const) {
  test(`refuses ${name}`, async (t) => {
    const client = await getClient();
    const table = await createTable('(d Dynamic)');
    const error = await t.throwsAsync(client.insert(table, [{ d: 1 }, { d: value }]), { instanceOf: DataError });
    t.regex(error?.message ?? '', message);
  });
}

test('an array that holds itself has no end', async (t) => {
  const client = await getClient();
  const table = await createTable('(d Dynamic)');
  const endless: unknown[] = [];
  endless.push(endless);
  await t.throwsAsync(client.insert(table, [{ d: endless }]), { message: /path '0': a circular value/ });
});
