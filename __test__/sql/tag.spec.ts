import { inspect } from 'node:util';
import test from 'ava';
import { Temporal } from 'temporal-polyfill';

import type { Sql } from '../../index.js';
import { DataError, InterfaceError, PreciseDate, ProgrammingError, sql, typedValue } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { hostileTexts } from '../helpers/hostile.ts';

const noon = new Date('2024-05-06T12:00:00.000Z');
const object = (members: object) => Object.assign(Object.create(null), members);

const sparse: unknown[] = [1n, null, 2n];
delete sparse[1];

/** A value, the type that it gets, and what comes back where that is another value. */
const values: [value: unknown, type: string, back?: unknown][] = [
  [null, 'Nullable(Nothing)'],
  [true, 'Bool'],
  [5, 'Int64', 5n],
  [2 ** 53, 'Float64'],
  [1.5, 'Float64'],
  [-0, 'Float64'],
  [Number.NaN, 'Float64'],
  [5n, 'Int64'],
  [2n ** 63n, 'UInt64'],
  [-(2n ** 63n) - 1n, 'Int128'],
  [2n ** 127n, 'UInt128'],
  [2n ** 128n, 'Int256'],
  [2n ** 255n, 'UInt256'],
  ["it's", 'String'],
  [Buffer.from('bytes'), 'String', 'bytes'],
  [noon, "DateTime64(3, 'UTC')"],
  [new Date(-1), "DateTime64(3, 'UTC')"],
  [new PreciseDate(1n), "DateTime64(9, 'UTC')"],
  [Temporal.Instant.fromEpochNanoseconds(1n), "DateTime64(9, 'UTC')", new PreciseDate(1n)],
  [Temporal.PlainDate.from('2024-05-06'), 'Date32', new Date('2024-05-06')],
  [Temporal.PlainDateTime.from('2024-05-06T12:00'), 'DateTime64(9)', new PreciseDate(BigInt(+noon) * 1_000_000n)],
  [Temporal.Duration.from('PT25H'), 'Time64(9)', '25:00:00.000000000'],
  [[], 'Array(Nothing)'],
  [sparse, 'Array(Nullable(Int64))', [1n, null, 2n]],
  [new Array(1), 'Array(Nullable(Nothing))', [null]],
  [[1, 2], 'Array(Int64)', [1n, 2n]],
  [new Set([1.5]), 'Array(Float64)', [1.5]],
  [[1, 0.5], 'Array(Float64)'],
  [[1n, null], 'Array(Nullable(Int64))'],
  [[null], 'Array(Nullable(Nothing))'],
  [[['a'], []], 'Array(Array(String))'],
  [[noon], "Array(DateTime64(3, 'UTC'))"],
  [[1, 'a', null], 'Array(Dynamic)', [1n, 'a', null]],
  [Uint32Array.of(1), 'Array(UInt32)', [1]],
  [new Map([['a', 1]]), 'Map(String, Int64)', object({ a: 1n })],
  [new Map([[1, noon]]), "Map(Int64, DateTime64(3, 'UTC'))", new Map([[1n, noon]])],
  [{ a: { b: [1, 2] } }, 'JSON'],
  [[{ a: 1 }], 'Array(JSON)'],
  [typedValue('UInt8', 7), 'UInt8', 7],
];

for (const [value, type, back = value] of values) {
  test(`${inspect(value, { breakLength: Infinity })} is sent as ${type}`, async (t) => {
    const client = await getClient();
    const row = (await client.query(sql`SELECT ${value} AS v, toTypeName(${value})`)).firstTuple();
    t.deepEqual(row, [back, type]);
  });
}

test('a statement has its text and its values apart, and never changes', (t) => {
  const statement = sql`SELECT ${1}, ${'a'}`;
  t.is(statement.text, 'SELECT {p1:Int64}, {p2:String}');
  t.deepEqual({ ...statement.parameters }, { p1: 1, p2: 'a' });
  t.true(Object.isFrozen(statement) && Object.isFrozen(statement.parameters));
});

test('fragments become parts of statements', (t) => {
  const conditions = [sql`a = ${1}`, sql`b IN (${sql.join(['x', 'y'])})`];
  const where = sql`WHERE ${sql.join(conditions, ' AND ')}`;
  const statement = sql`SELECT ${sql.ident('a b')} FROM ${sql.ident('db', 'it`s')} ${where} ${sql.raw('LIMIT 1')} ${sql``}`;
  t.is(
    statement.text,
    'SELECT `a b` FROM `db`.`it\\`s` WHERE a = {p1:Int64} AND b IN ({p2:String}, {p3:String}) LIMIT 1 ',
  );
  t.deepEqual({ ...statement.parameters }, { p1: 1, p2: 'x', p3: 'y' });
  const both = sql`${conditions[0]} OR ${conditions[0]}`;
  t.is(both.text, 'a = {p1:Int64} OR a = {p2:Int64}');
  t.is(sql.join([]).text, '');
  t.is(sql.join([1, 2], sql` + ${3} + `).text, '{p1:Int64} + {p2:Int64} + {p3:Int64}');
  t.is(sql.param([1], 'Array(UInt8)').text, '{p1:Array(UInt8)}');
});

test('statements are put together piece by piece, however many there are', (t) => {
  const count = 50_000;
  let first = sql`SELECT 0`;
  let last = sql`0`;
  for (let index = 0; index < count; index++) {
    first = sql`${first} + ${index}`;
    last = sql`${index} + ${last}`;
  }
  t.true(first.text.startsWith('SELECT 0 + {p1:Int64} + {p2:Int64} + '));
  t.true(last.text.endsWith(` + {p${count}:Int64} + 0`));
  t.is(first.parameters[`p${count}`], count - 1);
  t.is(last.parameters.p1, count - 1);
});

test('every method takes one', async (t) => {
  const client = await getClient();
  const statement = sql`SELECT ${"it's"} AS v`;
  const rows = [{ v: "it's" }];
  t.deepEqual((await client.query(statement)).rows(), rows);
  t.deepEqual(await client.queryColumns(statement), { v: ["it's"] });
  t.deepEqual(await client.queryRowsStream(statement).toArray(), rows);
  t.deepEqual(await client.queryRowBlockStream(statement).toArray(), [rows]);
  t.deepEqual(await client.queryColumnsStream(statement).toArray(), [{ v: ["it's"] }]);
  t.deepEqual((await client.queryColumnBlockStream(statement).toArray())[0]?.rows(), rows);
  t.is(await client.command(statement), "it's");
  t.is(String(await client.rawQuery(statement, { format: 'JSONEachRow' })), '{"v":"it\'s"}\n');
  const bytes = [];
  for await (const chunk of client.rawStream(statement)) bytes.push(chunk);
  t.is(String(Buffer.concat(bytes)), "it\\'s\n");
  const { columnNames } = await client.query(sql`SELECT ${1} AS v WHERE ${false}`);
  t.deepEqual(columnNames, ['v']);
});

test('statements that change something take values as well', async (t) => {
  const client = await getClient();
  const table = await makeTable('id UInt64, name String, day Date');
  const name = sql.ident(table);
  const day = sql.param(noon, 'Date');
  await client.command(sql`INSERT INTO ${name} VALUES (${1}, ${"it's"}, ${day}), (${2n}, ${'b'}, ${day})`);
  const settings = { mutations_sync: 1 };
  await client.command(sql`ALTER TABLE ${name} UPDATE name = ${'c'} WHERE id = ${2}`, { settings });
  await client.command(sql`DELETE FROM ${name} WHERE name IN ${["it's"]}`);
  t.deepEqual((await client.query(sql`SELECT * FROM ${name} LIMIT ${5}`)).tuples(), [
    [2n, 'c', new Date('2024-05-06')],
  ]);
});

test('hostile texts stay values, and hostile names names', async (t) => {
  const client = await getClient();
  for (const text of hostileTexts) {
    const name = sql.ident(text || 'x');
    const statement = sql`SELECT ${text} AS ${name}, ${name} = ${text}, [${name}] = ${[text]}`;
    const result = await client.query(statement);
    t.is(result.columnNames[0], text || 'x');
    t.deepEqual(result.firstTuple(), [text, 1, 1], statement.text);
  }
});

test('contexts keep statements and values of all kinds', async (t) => {
  const client = await getClient();
  const context = client.createQueryContext({ query: sql`SELECT ${1} + {n:UInt8} AS v`, parameters: { n: 1 } });
  t.deepEqual((await client.query({ context })).value(), 2n);
  t.deepEqual((await client.query({ context: context.updatedCopy({ parameters: { n: 2 } }) })).value(), 3n);
  const list = client.createQueryContext({ query: 'SELECT %s', parameters: ["it's"] });
  t.is((await client.query({ context: list })).value(), "it's");
  t.is((await client.query({ context: list.setParameters([2]) })).value(), 2);
  t.is((await client.query(sql`SELECT ${3}`, { context: client.createQueryContext() })).value(), 3n);
  t.throws(() => list.setParameter('n', 1), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  t.throws(() => client.createQueryContext({ query: sql`SELECT '${1}'` }), { code: 'ERR_MISPLACED_VALUE' });
});

test('placeholders of the text take their values from the option', async (t) => {
  const client = await getClient();
  const statement = sql`SELECT {p1:UInt8} + {n:UInt8} + ${10}`;
  t.is(statement.text, 'SELECT {p1:UInt8} + {n:UInt8} + {p2:Int64}');
  t.is(await client.command(statement, { parameters: { p1: 1, n: 2 } }), 13n);
  t.is(await client.command(sql`SELECT %(n)s`, { parameters: { n: 2 } }), 2);
  t.is(await client.command(sql`SELECT %s`, { parameters: [2] }), 2);
});

test('an error has the SQL and the values', async (t) => {
  const client = await getClient();
  const statement = sql`SELECT ${5} FROM no_such_table`;
  const error = await t.throwsAsync(client.query(statement), { instanceOf: ProgrammingError, code: 'UNKNOWN_TABLE' });
  t.is((error as ProgrammingError).sql, statement.text);
  t.deepEqual((error as ProgrammingError).parameters, statement.parameters);
});

test('a view has no values of its statement, but their names and what the client writes', async (t) => {
  const client = await getClient();
  const table = await makeTable('id UInt64');
  const name = sql.ident(`${table}_view`);
  const select = sql`SELECT number FROM numbers(10) WHERE number < ${3}`;
  const heads = ['CREATE VIEW', 'create or replace /* */ view', 'CREATE VIEW IF NOT EXISTS', 'ATTACH VIEW'];
  for (const head of heads) {
    const error = await t.throwsAsync(client.command(sql`${sql.raw(head)} ${name} AS ${select}`), {
      instanceOf: ProgrammingError,
      code: 'ERR_MISPLACED_VALUE',
    });
    t.regex(error.message, /value 1 of sql`` would become a parameter of the view: write it with %s/);
  }
  const inline = 'CREATE VIEW %(name)s AS SELECT number FROM numbers(10) WHERE number < %(end)s';
  await client.command(inline, { parameters: { name, end: 3 } });
  t.is(await client.command(sql`SELECT count() FROM ${name}`), 3n);
  await client.command(sql`CREATE OR REPLACE VIEW ${sql.param(`${table}_view`, 'Identifier')} AS SELECT 1 AS v`);
  t.is(await client.command(sql`SELECT v FROM ${name}`), 1);
  await client.command(sql`DROP VIEW ${name}`);
  await client.command(sql`CREATE OR REPLACE TABLE ${name} ENGINE = Memory AS ${select}`);
  t.is(await client.command(sql`SELECT count() FROM ${name}`), 3n);
  await client.command(sql`DROP TABLE ${name}`);
});

test('values of other names are left out, also where values of the statement have them', async (t) => {
  const client = await getClient();
  t.is(await client.command(sql`SELECT ${2}`, { parameters: { p1: 7, x: 8 } }), 2n);
  t.is(await client.command(sql`SELECT {p1:UInt8} + ${2}`, { parameters: { p1: 7 } }), 9n);
});

test('a list that servers might misread is refused with a word on sql.param', async (t) => {
  const client = await getClient();
  const mixed = [1, '2024-01-01'];
  await t.throwsAsync(client.query(sql`SELECT ${mixed}`), {
    instanceOf: DataError,
    message: /sql\.param\(value, type\)/,
  });
  const strings = sql.param(mixed.map(String), 'Array(String)');
  t.deepEqual(await client.query(sql`SELECT ${strings}`).then((result) => result.value()), ['1', '2024-01-01']);
});

const misplaced = [sql`SELECT '${1}'`, sql`SELECT ${2} -- ${1}`, sql`SELECT 1 AS \`${1}\``, sql`SELECT $$${1}$$`];

test('what cannot be sent is an error before anything is sent', async (t) => {
  await using fake = await startFake((response) => response.writeHead(500).end());
  await using client = await newClient({ url: fake.url });
  for (const statement of misplaced) {
    const expected = {
      instanceOf: ProgrammingError,
      code: 'ERR_MISPLACED_VALUE',
      message: /value \d of sql`` stands inside/,
    };
    await t.throwsAsync(client.query(statement), expected, statement.text);
    await t.throwsAsync(client.queryRowsStream(statement).toArray(), expected);
  }
  await t.throwsAsync(client.query(sql`SELECT ${1}`, { parameters: [1] }), {
    instanceOf: InterfaceError,
    code: 'ERR_INVALID_ARG',
  });
  for (const no of [{ text: 'SELECT 1', parameters: {} }, ['SELECT 1'], sql``] as Sql[]) {
    await t.throwsAsync(client.query(no), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  }
  const wrong = sql`SELECT ${sql.param(300, 'UInt8')}`;
  await t.throwsAsync(client.query(wrong), {
    instanceOf: DataError,
    code: 'ERR_INVALID_PARAMETER',
    message: /300 is out/,
  });
  t.is(fake.received.length, 0);
});

test('what is no value, name or fragment is refused', (t) => {
  const unbound = { instanceOf: ProgrammingError, code: 'ERR_UNBOUND_PARAMETER', message: /value 2 is undefined/ };
  t.throws(() => sql`SELECT ${1}, ${undefined}`, unbound);
  t.throws(() => sql.join([1, undefined]), unbound);
  for (const value of [Symbol('x'), () => 1, new URL('http://a'), 2n ** 256n, new WeakMap()]) {
    t.throws(() => sql`SELECT ${value}`, {
      instanceOf: DataError,
      code: 'ERR_INVALID_PARAMETER',
      message: /sql: value 1: /,
    });
  }
  const invalid = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' };
  for (const type of ['', 'UInt8} OR {x:UInt8', 'UInt8} --', '}', "Enum8('"])
    t.throws(() => sql.param(1, type), invalid, type);
  t.throws(() => sql.ident(), invalid);
  t.throws(() => sql.ident('a', ''), invalid);
  t.throws(() => sql.raw(5 as never), invalid);
  t.throws(() => sql.join('ab'), invalid);
  t.throws(() => sql.join([1], 5 as never), invalid);
  t.throws(() => sql('SELECT 1' as never), invalid);
  t.throws(() => sql`SELECT '\u'`, invalid);
});
