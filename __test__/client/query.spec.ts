import test from 'ava';

import { ProgrammingError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';

const people = `SELECT * FROM values('id UInt32, name String, height Nullable(Float64)',
  (1, 'Ada', 1.65), (2, 'Bob', NULL), (3, 'Čeněk', 1.8)) ORDER BY id`;

test('a result gives its rows as objects', async (t) => {
  const client = await getClient();
  const result = await client.query(people);
  t.deepEqual(result.rows(), [
    { id: 1, name: 'Ada', height: 1.65 },
    { id: 2, name: 'Bob', height: null },
    { id: 3, name: 'Čeněk', height: 1.8 },
  ]);
  t.deepEqual(result.rows(), result.rows());
});

test('a result gives its rows as arrays in column order', async (t) => {
  const client = await getClient();
  const result = await client.query(people);
  t.deepEqual(result.tuples(), [
    [1, 'Ada', 1.65],
    [2, 'Bob', null],
    [3, 'Čeněk', 1.8],
  ]);
});

test('a result gives its columns as arrays of values', async (t) => {
  const client = await getClient();
  const result = await client.query(people);
  t.deepEqual(result.columns(), [
    [1, 2, 3],
    ['Ada', 'Bob', 'Čeněk'],
    [1.65, null, 1.8],
  ]);
});

test('a result is iterated as often as one likes', async (t) => {
  const client = await getClient();
  const result = await client.query<{ name: string }>(people);
  for (let round = 0; round < 2; round++) {
    t.deepEqual(
      Array.from(result, ({ name }) => name),
      ['Ada', 'Bob', 'Čeněk'],
    );
  }
});

test('a result tells its size, names and types', async (t) => {
  const client = await getClient();
  const result = await client.query(people);
  t.is(result.rowCount, 3);
  t.deepEqual(result.columnNames, ['id', 'name', 'height']);
  t.deepEqual(result.columnTypes.map(String), ['UInt32', 'String', 'Nullable(Float64)']);
  t.deepEqual(
    result.columnTypes.map(({ kind, args }) => [kind, args.length]),
    [
      ['UInt32', 0],
      ['String', 0],
      ['Nullable', 1],
    ],
  );
});

test('a column is found by name and by position', async (t) => {
  const client = await getClient();
  const result = await client.query(people);
  for (const column of [result.column('height'), result.column(2)]) {
    t.is(column.name, 'height');
    t.is(column.type.name, 'Nullable(Float64)');
    t.is(column.length, 3);
    t.is(column.get(1), null);
    t.is(column.get(2), 1.8);
    t.is(column.get(3), undefined);
    t.is(column.get(-1), undefined);
    t.deepEqual([...column], [1.65, null, 1.8]);
    t.deepEqual(column.toArray(), [1.65, null, 1.8]);
    t.deepEqual(column.nulls, Uint8Array.of(0, 1, 0));
    t.true(column.values instanceof Float64Array);
  }
});

test('the numbers of a column outlive its result and can be moved elsewhere', async (t) => {
  const client = await getClient();
  const column = (await client.query('SELECT number FROM numbers(100000)')).column(0);
  const { values } = column;
  t.true(values instanceof BigUint64Array);
  t.is(values?.[99_999], 99_999n);
  const copy = column.transferable().values;
  t.deepEqual(copy, values);
  structuredClone(copy, { transfer: copy === undefined ? [] : [copy.buffer as ArrayBuffer] });
  t.is(copy?.length, 0);
  t.is(column.get(99_999), 99_999n);
});

test('a column that is not there is an error that names those that are', async (t) => {
  const client = await getClient();
  const result = await client.query(people);
  for (const which of ['nmae', 3, -1, 0.5]) {
    const error = t.throws(() => result.column(which), { instanceOf: ProgrammingError, code: 'ERR_UNKNOWN_COLUMN' });
    t.true(error?.message.includes('id, name, height'), error?.message);
    t.true(error?.message.includes(String(which)), error?.message);
  }
});

test('first row, first tuple and first value are the same row', async (t) => {
  const client = await getClient();
  const result = await client.query(people);
  t.deepEqual(result.first(), { id: 1, name: 'Ada', height: 1.65 });
  t.deepEqual(result.firstTuple(), [1, 'Ada', 1.65]);
  t.is(result.value(), 1);
});

test('an empty result has names and types and no first row', async (t) => {
  const client = await getClient();
  const result = await client.query(`SELECT * FROM (${people}) WHERE id > {least:UInt32} -- none`, {
    parameters: { least: 7 },
  });
  t.is(result.rowCount, 0);
  t.deepEqual(result.columnNames, ['id', 'name', 'height']);
  t.deepEqual(result.columnTypes.map(String), ['UInt32', 'String', 'Nullable(Float64)']);
  t.deepEqual([result.rows(), result.tuples(), [...result]], [[], [], []]);
  t.deepEqual(result.columns(), [[], [], []]);
  t.is(result.column('id').length, 0);
  t.deepEqual([result.first(), result.firstTuple(), result.value()], [undefined, undefined, undefined]);
});

test('a statement without a result has neither columns nor rows', async (t) => {
  const client = await getClient();
  const result = await client.query('CREATE TABLE nothing_to_see (a UInt8) ENGINE = Memory');
  t.is(result.rowCount, 0);
  t.deepEqual(result.columnNames, []);
});

test('a result of many blocks is one result', async (t) => {
  const client = await getClient();
  const sql = 'SELECT number AS n, toString(n) AS s, if(n % 3 = 0, NULL, n) AS m FROM numbers(20000) ORDER BY n';
  const result = await client.query(sql, { settings: { max_block_size: 1000 } });
  t.is(result.rowCount, 20_000);
  const wanted = Array.from({ length: 20_000 }, (_, n) => [BigInt(n), String(n), n % 3 === 0 ? null : BigInt(n)]);
  t.deepEqual(result.tuples(), wanted);
  t.deepEqual(
    result.columns().map((column) => column.length),
    [20_000, 20_000, 20_000],
  );
  t.is(result.column('n').get(12_345), 12_345n);
  t.is(
    result.column('m').nulls?.reduce((sum, flag) => sum + flag, 0),
    6667,
  );
});

test('columns of the same name stay apart in tuples and columns', async (t) => {
  const client = await getClient();
  const result = await client.query('SELECT number, number FROM numbers(2)');
  t.deepEqual(result.columnNames, ['number', 'number']);
  t.deepEqual(result.tuples(), [
    [0n, 0n],
    [1n, 1n],
  ]);
  t.deepEqual(result.columns(), [
    [0n, 1n],
    [0n, 1n],
  ]);
  t.deepEqual(result.rows(), [{ number: 0n }, { number: 1n }]);
});

test('column names may be anything', async (t) => {
  const client = await getClient();
  const result = await client.query('SELECT 1 AS `__proto__`, 2 AS `a \'b" \\` \\n`, 3 AS `constructor`, 4 AS `0`');
  t.deepEqual(result.columnNames, ['__proto__', 'a \'b" ` \n', 'constructor', '0']);
  const row = result.first() ?? {};
  t.deepEqual(
    result.columnNames.map((name) => Object.getOwnPropertyDescriptor(row, name)?.value),
    [1, 2, 3, 4],
  );
});

test('the summary knows how many rows a result has, however large', async (t) => {
  const client = await getClient();
  const sql = 'SELECT number FROM numbers(1000000)';
  t.is((await client.query(sql)).summary.resultRows, 1_000_000);
  t.is((await client.query(`${sql} WHERE number < 0`)).summary.resultRows, 0);
  const stream = client.queryColumnBlockStream(sql);
  for await (const _ of stream);
  t.is((await stream.summary).resultRows, 1_000_000);
  const ends: unknown[] = [];
  await using watched = await newClient({ logger: { debug: (_, { resultRows }) => ends.push(resultRows) } });
  await watched.query(sql);
  t.deepEqual(ends, [1_000_000]);
});

test('the summary counts what the query read', async (t) => {
  const client = await getClient();
  const { summary, queryId } = await client.query('SELECT sum(number) FROM numbers(1000)', {
    settings: { wait_end_of_query: 1 },
  });
  t.is(summary.readRows, 1000);
  t.is(summary.readBytes, 8000);
  t.is(summary.writtenRows, 0);
  t.true(summary.elapsedNs > 0);
  t.regex(queryId, /^[0-9a-f-]{36}$/);
});
