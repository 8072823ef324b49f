import test from 'ava';

import type { ClientOptions, ColumnBlock } from '../../index.js';
import { createClient, InterfaceError, ProgrammingError } from '../../src/index.ts';
import { contents, getClient, makeTable, newClient } from '../helpers/client.ts';
import { getServer } from '../helpers/server.ts';

type Scheme = NonNullable<ClientOptions['renameResponseColumn']>;

const schemes = [
  'removePrefix',
  'toCamelcase',
  'toCamelcaseWithoutPrefix',
  'toUnderscore',
  'toUnderscoreWithoutPrefix',
] as const satisfies Scheme[];

/** Names, and what the Python driver makes of them by each of the schemes; but it lets names become empty. */
const names: readonly (readonly string[])[] = [
  ['a.b.c d_e', 'c d_e', 'a.b.cDE', 'cDE', 'a.b.c_d_e', 'c_d_e'],
  ['user_id', 'user_id', 'userId', 'userId', 'user_id', 'user_id'],
  ['userId', 'userId', 'userId', 'userId', 'user_id', 'user_id'],
  ['TEST', 'TEST', 'TEST', 'TEST', 'tEST', 'tEST'],
  ['TestONE', 'TestONE', 'TestONE', 'TestONE', 'test_oNE', 'test_oNE'],
  ['test Two_three', 'test Two_three', 'testTwoThree', 'testTwoThree', 'test_two_three', 'test_two_three'],
  ['n.x1\t 2Three', 'x1\t 2Three', 'n.x12Three', 'x12Three', 'n.x1_2_three', 'x1_2_three'],
  ['Größe ÄB', 'Größe ÄB', 'GrößeÄB', 'GrößeÄB', 'größe_äB', 'größe_äB'],
  [' pad ', ' pad ', 'Pad', 'Pad', 'pad_', 'pad_'],
  ['_id', '_id', 'Id', 'Id', 'id', 'id'],
  ['A b', 'A b', 'AB', 'AB', 'ab', 'ab'],
  ['a.', 'a.', 'a.', 'a.', 'a.', 'a.'],
];

for (const [index, scheme] of schemes.entries()) {
  test(`renameResponseColumn: '${scheme}'`, async (t) => {
    await using client = await newClient({ renameResponseColumn: scheme });
    for (const [name, ...wanted] of names) {
      const { columnNames } = await client.query(`SELECT 1 AS \`${name}\``);
      t.deepEqual(columnNames, [wanted[index]]);
    }
    const { url } = await getServer();
    await using byUrl = createClient(`${url}?renameResponseColumn=${scheme}`);
    const sql = 'SELECT 1 AS `a.b_c D`';
    t.deepEqual((await byUrl.query(sql)).columnNames, (await client.query(sql)).columnNames);
  });
}

const sql = 'SELECT number AS `t.big_number`, toString(number) AS some_text FROM numbers(2)';
const rename = (name: string): string => name.toUpperCase();

test('whatever a result gives has the new names', async (t) => {
  await using client = await newClient({ renameResponseColumn: rename });
  const wanted = ['T.BIG_NUMBER', 'SOME_TEXT'];
  const first = { 'T.BIG_NUMBER': 0n, SOME_TEXT: '0' };
  const result = await client.query(sql);
  t.deepEqual(result.columnNames, wanted);
  t.deepEqual(result.first(), first);
  t.deepEqual(result.rows()[0], first);
  t.deepEqual([...result][0], first);
  t.is(result.column('SOME_TEXT').name, 'SOME_TEXT');
  t.throws(() => result.column('some_text'), { code: 'ERR_UNKNOWN_COLUMN', message: /T\.BIG_NUMBER, SOME_TEXT/ });
  t.deepEqual(Object.keys(await client.queryColumns(sql)), wanted);
  t.deepEqual((await client.queryRowsStream(sql).toArray())[0], first);
  t.deepEqual((await client.queryRowBlockStream(sql).toArray())[0]?.[0], first);
  t.deepEqual(Object.keys((await client.queryColumnsStream(sql).toArray())[0] ?? {}), wanted);
  const [block] = await client.queryColumnBlockStream(sql).toArray();
  t.deepEqual(block?.columnNames, wanted);
  t.deepEqual(block?.rows()[0], first);
  const stream = client.queryRowsStream(sql);
  t.deepEqual((await stream.source).columnNames, wanted);
  await stream.close();
});

test('empty results have the new names too', async (t) => {
  await using client = await newClient({ renameResponseColumn: rename });
  const empty = `${sql} WHERE 0`;
  t.deepEqual((await client.query(empty)).columnNames, ['T.BIG_NUMBER', 'SOME_TEXT']);
  t.deepEqual(Object.keys(await client.queryColumns(empty)), ['T.BIG_NUMBER', 'SOME_TEXT']);
  const stream = client.queryColumnBlockStream(empty);
  t.deepEqual((await stream.source).columnNames, ['T.BIG_NUMBER', 'SOME_TEXT']);
  await stream.close();
});

test('options of a query name its columns as the statement does', async (t) => {
  await using client = await newClient({ renameResponseColumn: 'toCamelcase' });
  const dates = "SELECT toDateTime(0, 'UTC') AS made_at, toDateTime(0) AS seen_at";
  const options = { columnFormats: { made_at: 'int', seen_at: 'string' }, columnTzs: { seen_at: 'Asia/Tokyo' } };
  t.deepEqual((await client.query(dates, options)).rows(), [{ madeAt: 0, seenAt: '1970-01-01 09:00:00' }]);
  await t.throwsAsync(client.query(dates, { columnFormats: { madeAt: 'int' } }), { code: 'ERR_UNKNOWN_COLUMN' });
});

test('what was read goes back into its table', async (t) => {
  await using client = await newClient({ renameResponseColumn: 'toCamelcaseWithoutPrefix' });
  const table = await makeTable('user_id UInt32, `n.some_name` Array(String)');
  const copy = await makeTable('user_id UInt32, `n.some_name` Array(String)');
  await client.insert(table, [{ user_id: 1, 'n.some_name': ['a'] }]);
  const select = `SELECT * FROM ${table}`;
  const result = await client.query(select);
  t.deepEqual(result.rows(), [{ userId: 1, someName: ['a'] }]);
  const [block] = (await client.queryColumnBlockStream(select).toArray()) as [ColumnBlock];
  await client.insert(copy, result);
  await client.insert(copy, block);
  await client.insert(copy, client.queryColumnBlockStream(select));
  await client.insert(copy, block, { columnNames: ['user_id'] });
  t.deepEqual(await contents(copy), [
    [1, []],
    [1, ['a']],
    [1, ['a']],
    [1, ['a']],
  ]);
  await t.throwsAsync(client.insert(copy, result.rows()), { code: 'ERR_UNKNOWN_COLUMN' });
});

test('two columns with one new name are refused, two with one old name are not', async (t) => {
  await using client = await newClient({ renameResponseColumn: 'removePrefix' });
  const joined = 'SELECT 1 AS `a.id`, 2 AS `b.id`';
  const expected = {
    instanceOf: ProgrammingError,
    code: 'ERR_DUPLICATE_COLUMN',
    message: /'a\.id' and 'b\.id' .* 'id'/,
  };
  await t.throwsAsync(client.query(joined), expected);
  await t.throwsAsync(client.queryColumns(joined), expected);
  await t.throwsAsync(client.queryRowsStream(joined).toArray(), expected);
  await t.throwsAsync(client.query(`${joined} WHERE 0`), expected);
  const plain = await getClient();
  const same = 'SELECT 1 AS `a.id`, 1 AS `a.id`';
  t.deepEqual((await client.query(same)).tuples(), (await plain.query(same)).tuples());
});

test('what the function throws is what the query rejects with, and nothing hangs', async (t) => {
  const failure = new RangeError('not this one');
  const fail = (name: string): string => {
    if (name === 'bad') throw failure;
    return name;
  };
  await using client = await newClient({ renameResponseColumn: fail, maxConnections: 1 });
  const bad = 'SELECT number AS bad FROM system.numbers';
  const some = 'SELECT number AS bad FROM numbers(10)';
  t.is(await t.throwsAsync(client.query(bad)), failure);
  t.is(await t.throwsAsync(client.queryColumns(some)), failure);
  for (const stream of [client.queryRowsStream(bad), client.queryColumnBlockStream(bad)]) {
    t.is(await t.throwsAsync(stream.toArray()), failure);
  }
  t.is(await t.throwsAsync(client.queryRowsStream(bad).source), failure);
  t.is((await client.query('SELECT 1 AS good')).value(), 1);
  t.is(await client.command('SELECT 2 AS bad'), 2);
});

test('a function that gives no name is refused', async (t) => {
  for (const [given, text] of [
    [7, 'a value of type number'],
    [undefined, 'a value of type undefined'],
    ['', 'an empty string'],
  ] as const) {
    await using client = await newClient({ renameResponseColumn: () => given as string });
    const expected = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message: new RegExp(`${text} .*'a_b'`) };
    await t.throwsAsync(client.query('SELECT 1 AS a_b'), expected);
  }
});

test('schemes that do not exist are refused by createClient', (t) => {
  for (const renameResponseColumn of ['to_camelcase', 'toString', '', 7, null, {}] as never[]) {
    t.throws(() => createClient({ renameResponseColumn }), {
      instanceOf: InterfaceError,
      code: 'ERR_INVALID_ARG',
      message: /'renameResponseColumn' must be one of 'removePrefix', .* or a function/,
    });
  }
});

test("the client's own questions are not renamed", async (t) => {
  await using client = await newClient({ renameResponseColumn: rename });
  t.not((await client.connect()).version, '');
  const table = await makeTable('a UInt8');
  t.is((await client.insert(table, [[1]])).writtenRows, 1);
});
