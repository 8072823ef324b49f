import test from 'ava';

import { DataError, ProgrammingError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

test('parameters of every method reach the statement', async (t) => {
  const client = await getClient();
  const sql = 'SELECT {n:UInt32} + 1 AS more, {s:String} AS text';
  const parameters = { n: 41, s: "it's {n:UInt32}; DROP TABLE x --\t\n\\" };
  const row = { more: 42n, text: parameters.s };
  t.deepEqual((await client.query(sql, { parameters })).rows(), [row]);
  t.deepEqual(await client.command(sql, { parameters }), [42n, parameters.s]);
  t.deepEqual(await client.queryRowsStream(sql, { parameters }).toArray(), [row]);
  t.deepEqual(await client.queryRowBlockStream(sql, { parameters }).toArray(), [[row]]);
  const [block] = await client.queryColumnBlockStream(sql, { parameters }).toArray();
  t.deepEqual(block?.rows(), [row]);
  t.deepEqual((await client.queryColumns(sql, { parameters })).text, [parameters.s]);
});

test('parameters come back as they went', async (t) => {
  const client = await getClient();
  const values: [type: string, value: unknown][] = [
    ['Int64', -(2n ** 63n)],
    ['Float64', 0.1],
    ['Bool', true],
    ['String', '\0 😀 \\N'],
    ['Nullable(String)', null],
    ['Decimal(38, 10)', '1234567890.0123456789'],
    ['Array(Nullable(String))', ["a'b", null, '']],
    ['Map(String, Array(UInt8))', { a: [1, 2], "b'": [] }],
    ['Tuple(UInt8, String)', [1, 'x']],
    ['DateTime64(3)', new Date('2024-02-29T12:34:56.789Z')],
    ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
  ];
  for (const [type, value] of values) {
    t.deepEqual(await client.command(`SELECT {value:${type}}`, { parameters: { value } }), value, type);
  }
});

test('identifiers are parameters too', async (t) => {
  const client = await getClient();
  const parameters = { database: 'system', table: 'one', column: 'dummy' };
  const sql = 'SELECT {column:Identifier} FROM {database:Identifier}.{table:Identifier}';
  t.is(await client.command(sql, { parameters }), 0);
});

test('values without a placeholder are ignored', async (t) => {
  const client = await getClient();
  t.is(await client.command('SELECT {a:UInt8}', { parameters: { a: 1, b: 2, c: Symbol('no') } }), 1);
});

test('a placeholder without a value is an error before anything is sent', async (t) => {
  await using fake = await startFake((response) => response.writeHead(500).end());
  await using client = await newClient({ url: fake.url });
  for (const parameters of [undefined, {}, { other: 1 }, { missing: undefined }]) {
    for (const call of [
      client.query('SELECT {missing:UInt8}', { parameters }),
      client.queryColumns('SELECT {missing:UInt8}', { parameters }),
      client.command('SELECT {missing:UInt8}', { parameters }),
      client.queryRowsStream('SELECT {missing:UInt8}', { parameters }).toArray(),
    ]) {
      const error = await t.throwsAsync(call, { instanceOf: ProgrammingError, code: 'ERR_UNBOUND_PARAMETER' });
      t.true(error?.message.includes('{missing:UInt8}'), error?.message);
    }
  }
  t.is(fake.received.length, 0);
});

test('a value that its placeholder cannot hold is an error that names it', async (t) => {
  const client = await getClient();
  const call = client.query('SELECT {port:UInt16}', { parameters: { port: 65_536 } });
  const error = await t.throwsAsync(call, { instanceOf: DataError, code: 'ERR_INVALID_PARAMETER' });
  t.true(error?.message.includes("'port'") && error.message.includes('UInt16'), error?.message);
});

test('a parameter that the server cannot parse is the error of the server', async (t) => {
  const client = await getClient();
  const call = client.query('SELECT {day:Date}', { parameters: { day: 'tomorrow' } });
  const error = await t.throwsAsync(call);
  t.true(error instanceof DataError, String(error));
});

test('a session may know the value of a placeholder', async (t) => {
  await using client = await newClient({ autogenerateSessionId: true });
  await client.command('SET param_answer = 42');
  t.is(await client.command('SELECT {answer:UInt8}'), 42);
});
