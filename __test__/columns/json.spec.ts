import test from 'ava';

import { DataError, typedValue } from '../../src/index.ts';
import { createTable, getClient } from '../helpers/columns.ts';

/** A text that holds what makes JSON difficult. */
const rows = [
  '{"a":1,"b":{"c":"x","d":[1,2,null]},"e":1.5,"f":true}',
  '{}',
  '{"a":"text","list":[{"x":1},{"x":2,"y":[{"z":[[1],[]]},{"z":[]}]}]}',
  '{"big":9007199254740993,"bigger":18446744073709551615,"neg":-5,"n":null}',
  '{"__proto__":{"x":1},"constructor":"c","ä.ö":{"ü":"é"},"":1}',
  '{"mixed":[1,"a",null],"empty":[],"o":{"p":{"q":{"r":false}}}}',
  '{"quo\\"te":"a\\"b\\\\c/d\\n\\u0001"}',
];

const parsed = (text: string) => JSON.parse(text, (_, value) => (value === null ? undefined : value));

const types = [
  'JSON',
  'JSON(max_dynamic_paths=0)',
  'JSON(max_dynamic_paths=2, max_dynamic_types=1)',
  'JSON(max_dynamic_types=0)',
  'JSON(b.c String, e Nullable(Float64))',
];

for (const type of types) {
  test(`the text of ${type} is that of the server`, async (t) => {
    const client = await getClient();
    const table = await createTable(`(id UInt8, j ${type})`);
    await client.insert(
      table,
      rows.map((j, id) => ({ id, j })),
    );
    const sql = `SELECT j, toString(j) AS text FROM ${table} ORDER BY id`;
    const found = await client.query(sql, { columnFormats: { j: 'string' } });
    t.deepEqual(found.column('j').toArray(), found.column('text').toArray());
    t.is(found.rowCount, rows.length);
  });

  test(`objects of ${type} go back as they came`, async (t) => {
    const client = await getClient();
    const table = await createTable(`(id UInt8, j ${type})`);
    await client.insert(
      table,
      rows.map((j, id) => ({ id, j })),
    );
    const sql = `SELECT id, j, toString(j) AS text FROM ${table} ORDER BY id`;
    const first = await client.query(sql);
    const copy = await createTable(`(id UInt8, j ${type})`);
    await client.insert(
      copy,
      first.rows().map(({ id, j }) => ({ id, j })),
    );
    const second = await client.query(sql.replace(table, copy));
    t.deepEqual(second.rows(), first.rows());
    const hash = (name: string) =>
      client.command(`SELECT groupArray(toString(j)) FROM (SELECT * FROM ${name} ORDER BY id)`);
    t.deepEqual(await hash(copy), await hash(table));
  });
}

test('flattened columns and columns of texts read as others do', async (t) => {
  const client = await getClient();
  const table = await createTable('(id UInt8, j JSON(b.c String), a Array(JSON), n Nullable(JSON))');
  const data = rows.map((j, id) => ({ id, j, a: [j, '{}'], n: id % 2 ? null : j }));
  await client.insert(table, data);
  const sql = `SELECT * FROM ${table} ORDER BY id`;
  const plain = (await client.query(sql)).rows();
  for (const setting of [
    'output_format_native_use_flattened_dynamic_and_json_serialization',
    'output_format_native_write_json_as_string',
  ]) {
    t.deepEqual((await client.query(sql, { settings: { [setting]: 1 } })).rows(), plain);
  }
});

test('objects are rebuilt from paths', async (t) => {
  const client = await getClient();
  const value = async (text: string, type = 'JSON') => client.command(`SELECT '${text}'::${type}`);
  t.deepEqual(await value('{"a":{"b":1,"c":{"d":"x"}}}'), { a: { b: 1, c: { d: 'x' } } });
  t.deepEqual(await value('{"a":9007199254740993}'), { a: 9007199254740993n });
  t.deepEqual(await value('{"a":1}', 'JSON(t UInt8, u Nullable(Int64))'), { a: 1, t: 0, u: null });
  t.deepEqual(await value('{"a":1,"b":2}', 'JSON(SKIP a)'), { b: 2 });
  const odd = (await value('{"__proto__":{"x":1}}')) as object;
  t.deepEqual(Object.keys(odd), ['__proto__']);
  t.is(Object.getPrototypeOf(odd), Object.prototype);
  t.is((odd as { x?: unknown }).x, undefined);
});

test('objects are written with the types of their values', async (t) => {
  const client = await getClient();
  const table = await createTable('(id UInt8, j JSON)');
  const day = new Date('2024-05-06T07:08:09.123Z');
  const value = {
    bool: true,
    int: 1,
    big: 2n ** 64n,
    float: 1.5,
    text: 'x',
    day,
    bytes: Buffer.from('raw'),
    ints: [1, 2],
    gaps: [1, null],
    mixed: [1, 'x'],
    none: [],
    floats: Float32Array.of(1.5),
    nested: { deep: [{ a: 1 }, { a: 'x', b: [{ c: 2 }] }] },
    chosen: typedValue('UInt8', 7),
    map: new Map([['k', 1]]),
  };
  await client.insert(table, [{ id: 0, j: value }]);
  const found = await client.command(`SELECT JSONAllPathsWithTypes(j) FROM ${table}`);
  t.deepEqual(
    { ...(found as object) },
    {
      big: 'Int128',
      bool: 'Bool',
      bytes: 'String',
      chosen: 'UInt8',
      day: 'DateTime64(3)',
      float: 'Float64',
      floats: 'Array(Float32)',
      gaps: 'Array(Nullable(Int64))',
      int: 'Int64',
      ints: 'Array(Int64)',
      map: 'Map(String, Int64)',
      mixed: 'Array(Dynamic)',
      'nested.deep': 'Array(JSON(max_dynamic_types=16, max_dynamic_paths=256))',
      none: 'Array(Nothing)',
      text: 'String',
    },
  );
  t.deepEqual(await client.command(`SELECT j.day FROM ${table}`), day);
  t.deepEqual(await client.command(`SELECT j.nested.deep[].a FROM ${table}`), [1n, 'x']);
});

test('texts and objects in one block', async (t) => {
  const client = await getClient();
  const table = await createTable('(id UInt8, j JSON)');
  await client.insert(
    table,
    rows.map((j, id) => ({ id, j: id % 2 ? j : (parsed(j) as object) })),
  );
  const found = await client.query(`SELECT j FROM ${table} ORDER BY id`);
  t.is(found.rowCount, rows.length);
  t.deepEqual(found.rows()[3]?.j, { big: 9007199254740993n, bigger: 18446744073709551615n, neg: -5 });
});

test('more paths than a column has', async (t) => {
  const client = await getClient();
  for (const type of ['JSON', 'JSON(max_dynamic_paths=0)', 'JSON(max_dynamic_paths=10)']) {
    const table = await createTable(`(id UInt32, j ${type})`);
    const data = Array.from({ length: 2000 }, (_, id) => ({ id, j: { common: id, [`p${id}`]: { v: `x${id}` } } }));
    await client.insert(table, data);
    const found = await client.query(`SELECT id, j FROM ${table} ORDER BY id`);
    t.deepEqual(found.rows(), data);
    const wanted = data.map(({ j }) => JSON.stringify(j));
    const texts = await client.query(`SELECT toString(j) AS j FROM ${table} ORDER BY id`);
    t.deepEqual(texts.column('j').toArray(), wanted);
  }
});

test('paths that the type skips are not stored', async (t) => {
  const client = await getClient();
  const table = await createTable("(j JSON(SKIP a, SKIP REGEXP 'z'))");
  await client.insert(table, [{ j: { a: { b: 1 }, ab: 2, xzy: 3, k: 4 } }]);
  t.deepEqual(await client.command(`SELECT toString(j) FROM ${table}`), '{"ab":2,"k":4}');
});

const circular: Record<string, unknown> = {};
circular.inner = { circular };

for (const [name, value, message] of [
  ['a circular object', circular, /'j' JSON, row 1: path 'inner\.circular': a circular value/],
  ['a function', { a: { b: () => 1 } }, /'j' JSON, row 1: path 'a\.b': a function is no value/],
  ['a symbol', { a: Symbol('x') }, /row 1: path 'a': a symbol is no value/],
  ['a huge bigint', { a: { b: 2n ** 256n } }, /row 1: path 'a\.b': .* has more than 256 bits/],
  ['an array', [1], /row 1: expected an object or the text of one/],
  ['a text that is no JSON', '{"a"', /row 1: no JSON/],
  ['a text of an array', '[1]', /row 1: the text of a JSON value that is no object/],
  ['NULL', null, /row 1: null in a column that is not Nullable/],
  ['an instance', { a: new Set() }, /row 1: path 'a': .* has no type in ClickHouse/],
] as const) {
  test(`refuses ${name}`, async (t) => {
    const client = await getClient();
    const table = await createTable('(j JSON)');
    const error = await t.throwsAsync(client.insert(table, [{ j: {} }, { j: value }]), { instanceOf: DataError });
    t.regex(error?.message ?? '', message);
  });
}
