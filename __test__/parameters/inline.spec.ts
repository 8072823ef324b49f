/** `%s` and `%(name)s`: values that the client writes into the statement. */
import { inspect } from 'node:util';
import test from 'ava';
import { Temporal } from 'temporal-polyfill';

import type { QueryOptions } from '../../index.js';
import {
  DataError,
  DT64Param,
  InterfaceError,
  PreciseDate,
  ProgrammingError,
  sql,
  typedValue,
} from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { hostileTexts } from '../helpers/hostile.ts';
import { seeded } from '../helpers/random-types.ts';

const noon = new Date('2024-05-06T12:00:00.000Z');
const later = new Date('2024-05-06T12:00:00.123Z');
const early = new Date('1901-01-01T00:00:00.001Z');
const precise = new PreciseDate(1_714_996_800_123_456_789n);

const sparse: unknown[] = [1, null, 2];
delete sparse[1];

/** A value, and what `SELECT %s` gives for it. */
const values: [value: unknown, back: unknown][] = [
  [null, null],
  [true, true],
  [false, false],
  [0, 0],
  [-1, -1],
  [1.5, 1.5],
  [-0, -0],
  [5e-324, 5e-324],
  [1e21, 1e21],
  [1.7976931348623157e308, 1.7976931348623157e308],
  [Number.NaN, Number.NaN],
  [-Infinity, -Infinity],
  [2 ** 53, 2n ** 53n],
  [2n ** 64n - 1n, 2n ** 64n - 1n],
  [-(2n ** 63n), -(2n ** 63n)],
  [2n ** 64n, 2n ** 64n],
  [-(2n ** 127n), -(2n ** 127n)],
  [2n ** 256n - 1n, 2n ** 256n - 1n],
  [-(2n ** 255n), -(2n ** 255n)],
  ['', ''],
  [Buffer.from('bytes'), 'bytes'],
  [noon, noon],
  [later, later],
  [early, early],
  [new Date(-1), new Date(-1)],
  [precise, precise],
  [Temporal.Instant.from('2024-05-06T12:00:00.123456789Z'), precise],
  [Temporal.ZonedDateTime.from('2024-05-06T14:00:00.123456789+02:00[Europe/Berlin]'), precise],
  [Temporal.PlainDate.from('2024-05-06'), '2024-05-06'],
  [Temporal.PlainDateTime.from('2024-05-06T12:00:00.5'), '2024-05-06 12:00:00.5'],
  [Temporal.PlainTime.from('12:00:00'), '12:00:00'],
  [[], []],
  [sparse, [1, null, 2]],
  [typedValue('Array(Nullable(UInt8))', sparse), [1, null, 2]],
  [
    [1, null],
    [1, null],
  ],
  [
    [[1n], []],
    [[1], []],
  ],
  [
    ['a', "it's"],
    ['a', "it's"],
  ],
  [new Set([1, 2]), [1, 2]],
  [Float64Array.of(0.5, 1.5), [0.5, 1.5]],
  [BigInt64Array.of(-1n), [-1]],
  [
    [noon, later],
    [noon, later],
  ],
  [new Map([['a', 1]]), Object.assign(Object.create(null), { a: 1 })],
  [new Map([[1, [later]]]), new Map([[1, [later]]])],
  [{ a: [1, "it's"], b: { c: 2n ** 64n } }, '{"a":[1,"it\'s"],"b":{"c":18446744073709551616}}'],
  [typedValue('Tuple(UInt8, String)', [1, "it's"]), [1, "it's"]],
  [typedValue('Decimal(38, 10)', '1234567890.0123456789'), '1234567890.0123456789'],
  [typedValue('Array(UInt256)', [2n ** 256n - 1n]), [2n ** 256n - 1n]],
  [typedValue('NATIONAL CHARACTER VARYING', "it's\t\\"), "it's\t\\"],
  [typedValue('Dynamic(max_types=3)', "it's\t\\"), "it's\t\\"],
  [typedValue('Dynamic', 5), 5n],
  [typedValue('String', "it's\t\\"), "it's\t\\"],
  [typedValue('Nullable(UInt8)', null), null],
  [typedValue('UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'), '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
  [typedValue("DateTime64(3, 'UTC')", later), later],
  [typedValue('JSON', { a: "it's" }), { a: "it's" }],
  [typedValue('Variant(Array(String), Date)', ["it's\t\\"]), ["it's\t\\"]],
  [typedValue('Array(Variant(String, UInt64))', ["it's\t\\", 5, null]), ["it's\t\\", 5n, null]],
  [sql.raw('1 + 1'), 2],
];

for (const [value, back] of values) {
  test(`${inspect(value, { breakLength: Infinity })} is itself to the server`, async (t) => {
    const client = await getClient();
    t.deepEqual((await client.query('SELECT %s AS v', { parameters: [value] })).value(), back);
    t.deepEqual((await client.query('SELECT %(v)s AS v', { parameters: { v: value } })).value(), back);
  });
}

test('instants are the same in every time zone', async (t) => {
  await using client = await newClient({ settings: { session_timezone: 'America/St_Johns' } });
  const table = await makeTable("d DateTime, b DateTime('Asia/Tokyo'), p DateTime64(6)");
  for (const value of [noon, new DT64Param(noon)]) {
    await client.command(`INSERT INTO ${table} VALUES (%s, %s, %s)`, { parameters: [value, value, value] });
    const sql = `SELECT d, b, p FROM ${table} WHERE d = %(v)s AND b = %(v)s AND p = %(v)s LIMIT 1`;
    t.deepEqual(
      (await client.query(sql, { parameters: { v: value } })).firstTuple()?.map(Number),
      Array(3).fill(+noon),
    );
  }
});

test('a DT64Param and the suffix _64 make a DateTime64 of a time without a fraction', async (t) => {
  const client = await getClient();
  const statement = 'SELECT toTypeName(%(a)s), toTypeName(%(b)s), toTypeName(%(c)s), toTypeName(%(d)s)';
  const parameters = { a: noon, b: new DT64Param(noon), c_64: noon, d_64: [noon], d_65: 1 };
  const types = await client.command<string[]>(statement, { parameters });
  t.deepEqual(types, [
    "DateTime('UTC')",
    "DateTime64(3, 'UTC')",
    "DateTime64(3, 'UTC')",
    "Array(DateTime64(3, 'UTC'))",
  ]);
  t.throws(() => new DT64Param('2024-05-06'), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
});

test('bytes of any kind arrive as they are', async (t) => {
  const client = await getClient();
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const hex = Buffer.from(bytes).toString('hex').toUpperCase();
  t.is(await client.command('SELECT hex(%s)', { parameters: [bytes] }), hex);
  t.is(await client.command('SELECT hex(%s)', { parameters: [bytes.buffer] }), hex);
});

test('hostile texts arrive as they are, wherever they stand', async (t) => {
  const client = await getClient();
  for (const text of hostileTexts) {
    const items = ['%s', '[%s, %s]', "'a'||%s||'b'", '%s', 'map(%s, 1)', '%s', '(%s)'];
    const row = [
      text,
      [text, text],
      `a${text}b`,
      [[text]],
      Object.assign(Object.create(null), { [text]: 1 }),
      text,
      text,
    ];
    const parameters = [text, text, text, text, [[text]], text, Buffer.from(text), text];
    const result = await client.query(`SELECT ${items.map((item, index) => `${item} AS c${index}`)}`, { parameters });
    t.deepEqual(result.firstTuple(), row, text);
    t.deepEqual(await client.command(`SELECT 1 AS %s`, { parameters: [sql.ident(text || 'x')] }), 1);
    const json = await client.command('SELECT %s', { parameters: [{ [text]: text }] });
    t.deepEqual(JSON.parse(String(json)), { [text]: text });
  }
});

test('values stay apart from what stands beside them', async (t) => {
  const client = await getClient();
  const cases: [statement: string, parameters: unknown[], value: unknown][] = [
    ['SELECT 5-%s', [-1], 6],
    ['SELECT 5 -%s', [-(2n ** 31n)], 5n + 2n ** 31n],
    ['SELECT%s AS v', [7], 7],
    ['SELECT %s::UInt8', [7], 7],
    ['SELECT %s::Int8', [-7], -7],
    ['SELECT 9%%%s', [5], 4],
    ['SELECT 9 %% %s', [5], 4],
    ['SELECT 9 % %s', [5], 4],
    ['SELECT(%s)', ['a'], 'a'],
    ['SELECT %s IN %s', [2, [1, 2]], 1],
    ['SELECT %s IN (%s,%s)', ['a', 'b', 'a'], 1],
    ['SELECT %s LIKE %s', ['100%', '%00%'], 1],
    ["SELECT 'x' LIKE '%s' OR %s", [true], true],
  ];
  for (const [statement, parameters, value] of cases) {
    t.deepEqual((await client.query(statement, { parameters })).value(), value, statement);
  }
  for (const parameters of [[], {}, { a: 1 }]) t.is(await client.command('SELECT 7 %% 4', { parameters }), 3);
  // Two strings in a row would be one with a quote in it.
  await t.throwsAsync(client.query('SELECT %s%s', { parameters: ['a', 'b'] }), { code: 'SYNTAX_ERROR' });
  await t.throwsAsync(client.query("SELECT 'a'%s", { parameters: ['b'] }), { code: 'SYNTAX_ERROR' });
  await t.throwsAsync(client.query('SELECT x%s', { parameters: ['6162'] }), { code: 'SYNTAX_ERROR' });
});

test('names of tables and columns are sql.ident', async (t) => {
  const client = await getClient();
  const parameters = { column: sql.ident('dummy'), table: sql.ident('system', 'one'), value: 0 };
  t.is(await client.command('SELECT %(column)s FROM %(table)s WHERE %(column)s = %(value)s', { parameters }), 0);
});

test('statements of all kinds take values', async (t) => {
  const client = await getClient();
  const table = await makeTable('id UInt64, name String');
  await client.command(`INSERT INTO ${table} VALUES (%s, %s), (%s, %s)`, { parameters: [1, "it's", 2n, 'b'] });
  const settings = { mutations_sync: 1 };
  await client.command(`ALTER TABLE ${table} UPDATE name = %(name)s WHERE id = %(id)s`, {
    parameters: { id: 2, name: 'c' },
    settings,
  });
  await client.command(`ALTER TABLE ${table} ADD COLUMN %(column)s String DEFAULT %(value)s`, {
    parameters: { column: sql.ident('a b'), value: "it's" },
    settings,
  });
  const result = await client.query(`SELECT * FROM ${table} ORDER BY id`);
  t.deepEqual(result.tuples(), [
    [1n, "it's", "it's"],
    [2n, 'c', "it's"],
  ]);
  t.deepEqual(await client.command('SHOW TABLES LIKE %s', { parameters: [table] }), table);
});

test('without parameters, and beside placeholders, nothing is a mark', async (t) => {
  const client = await getClient();
  t.is(await client.command("SELECT '100%s' LIKE '%s'"), 1);
  t.is(await client.command('SELECT 9 %s FROM (SELECT 5 AS s)'), 4);
  t.is(await client.command('SELECT 9 %s + {x:UInt8} FROM (SELECT 5 AS s)', { parameters: { x: 1 } }), 5);
  t.is(await client.command("SELECT '%(x)s %s %%' -- %s", { parameters: { x: 1 } }), '%(x)s %s %%');
  t.is(await client.command("SELECT '%%' /* %s */", { parameters: [] }), '%%');
});

test('objects are JSON or a Map, as dictParameterFormat says', async (t) => {
  const parameters = { v: { a: [1, 2], "it's": [] } };
  await using maps = await newClient({ dictParameterFormat: 'map' });
  const client = await getClient();
  const text = '{"a":[1,2],"it\'s":[]}';
  const map = Object.assign(Object.create(null), parameters.v);
  t.is(await client.command('SELECT %(v)s', { parameters }), text);
  t.deepEqual(await maps.command('SELECT %(v)s', { parameters }), map);
  t.is(await client.command('SELECT {v:String}', { parameters }), text);
  t.is(await maps.command('SELECT {v:String}', { parameters }), "{'a':[1,2],'it\\'s':[]}");
  // Types that say more decide.
  t.deepEqual(await maps.command('SELECT {v:JSON}', { parameters: { v: { a: 1 } } }), { a: 1 });
  t.deepEqual(await client.command('SELECT {v:Map(String, Array(UInt8))}', { parameters }), map);
});

const faults: [statement: string, parameters: QueryOptions['parameters'], code: string, message: RegExp][] = [
  ['SELECT %s, %s', [1], 'ERR_UNBOUND_PARAMETER', /'%s' number 2 has no value/],
  ['SELECT %s', [undefined], 'ERR_UNBOUND_PARAMETER', /'%s' number 1 has no value/],
  ['SELECT %s', [1, 2], 'ERR_SURPLUS_PARAMETER', /has 2 values, the statement has 1 '%s'/],
  ['SELECT 1', [1], 'ERR_SURPLUS_PARAMETER', /has 1 values, the statement has 0 '%s'/],
  ['SELECT %(a)s', [1], 'ERR_UNBOUND_PARAMETER', /'%\(a\)s' takes its value from an object/],
  ['SELECT %s', { a: 1 }, 'ERR_UNBOUND_PARAMETER', /'%s' takes its value from an array/],
  ['SELECT %(a)s', { b: 1 }, 'ERR_UNBOUND_PARAMETER', /'%\(a\)s' has no value: option 'parameters' lacks 'a'/],
  ['SELECT {a:UInt8}', [1], 'ERR_UNBOUND_PARAMETER', /placeholder \{a:UInt8\} takes its value from an object/],
  ['SELECT %s', [Symbol('x')], 'ERR_INVALID_PARAMETER', /parameter 1: a symbol is no value/],
  ['SELECT %(a)s', { a: new Date(Number.NaN) }, 'ERR_INVALID_PARAMETER', /parameter 'a': an invalid Date/],
  ['SELECT %s', [2n ** 256n], 'ERR_INVALID_PARAMETER', /more than 256 bits/],
  ['SELECT %s', ['\ud800'], 'ERR_INVALID_PARAMETER', /surrogate/],
  ['SELECT %s', [new URL('http://a')], 'ERR_INVALID_PARAMETER', /an object \(URL\) has no form in SQL/],
  ['SELECT %s', [new Date('1800-01-01')], 'ERR_INVALID_PARAMETER', /out of the range of DateTime64/],
  ['SELECT %s', [{ a: Number.NaN }], 'ERR_INVALID_PARAMETER', /JSON has no form for NaN/],
  ['SELECT %s', [typedValue('UInt8', 256)], 'ERR_INVALID_PARAMETER', /256 is out of the range of UInt8/],
  ['SELECT %s', [sql`${1}`], 'ERR_INVALID_PARAMETER', /values of its own/],
  ['SELECT %s', [Temporal.Duration.from('PT1S')], 'ERR_INVALID_PARAMETER', /a Duration has no form/],
];

test('values that do not fit their marks are errors before anything is sent', async (t) => {
  await using fake = await startFake((response) => response.writeHead(500).end());
  await using client = await newClient({ url: fake.url });
  const circular: unknown[] = [];
  circular.push(circular);
  faults.push(['SELECT %s', [circular], 'ERR_INVALID_PARAMETER', /circular/]);
  for (const [statement, parameters, code, message] of faults) {
    const instanceOf = code === 'ERR_INVALID_PARAMETER' ? DataError : ProgrammingError;
    await t.throwsAsync(client.query(statement, { parameters }), { instanceOf, code, message }, statement);
    await t.throwsAsync(client.command(statement, { parameters }), { code });
    await t.throwsAsync(client.rawQuery(statement, { parameters }), { code });
    await t.throwsAsync(client.queryRowsStream(statement, { parameters }).toArray(), { code });
  }
  for (const parameters of ['x', 5, new Map([['a', 1]]), null] as never[]) {
    await t.throwsAsync(client.query('SELECT 1', { parameters }), {
      instanceOf: InterfaceError,
      code: 'ERR_INVALID_ARG',
    });
  }
  t.is(fake.received.length, 0);
});

test('random values come back', async (t) => {
  const client = await getClient();
  const random = seeded(3);
  const integer = (bits: number) =>
    BigInt.asIntN(
      bits,
      BigInt(Math.floor(random() * 2 ** 53)) * BigInt(Math.floor(random() * 2 ** 53)) ** BigInt(bits / 64),
    );
  const makers: (() => unknown)[] = [
    () => integer(64),
    () => integer(128),
    () => integer(256),
    () => BigInt.asUintN(256, integer(256)),
    () => (random() - 0.5) * 10 ** Math.floor(random() * 600 - 300),
    () => hostileTexts[Math.floor(random() * hostileTexts.length)],
    () => String.fromCodePoint(...Array.from({ length: 5 }, () => Math.floor(random() * 0xd800))),
    () => new Date(Math.floor((random() - 0.1) * 1e13)),
    () => Array.from({ length: Math.floor(random() * 4) }, () => integer(64)),
    () => Array.from({ length: Math.floor(random() * 4) }, () => (random() < 0.3 ? null : random())),
  ];
  for (let round = 0; round < 40; round++) {
    const given = makers.map((make) => make());
    const statement = `SELECT ${given.map((_, index) => `%s AS c${index}`).join(', ')}`;
    const [back] = (await client.query(statement, { parameters: given })).tuples();
    const integers = (value: unknown): unknown =>
      Array.isArray(value) ? value.map(integers) : Number.isInteger(value) ? BigInt(value as number) : value;
    t.deepEqual(back?.map(integers), given.map(integers));
  }
});
