import test from 'ava';

import type { Client } from '../../index.js';
import { createClient, DataError, InterfaceError, ProgrammingError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { startGateway } from '../helpers/gateway.ts';
import { getServer } from '../helpers/server.ts';

const invalid = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' };

/** A client whose requests are counted. */
async function counted(): Promise<{ client: Client; requests: () => number } & AsyncDisposable> {
  const gateway = await startGateway(await getServer(), ({ headers }) => ({ headers }));
  const client = createClient(gateway.url);
  return {
    client,
    requests: () => gateway.received.length,
    async [Symbol.asyncDispose]() {
      await client.close();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

test('inserts with a context do not ask for the table', async (t) => {
  const table = await makeTable('n UInt32, s String, at DateTime DEFAULT 0');
  await using counting = await counted();
  const { client, requests } = counting;
  const context = await client.createInsertContext(table, { columnNames: { except: ['at'] } });
  t.is(requests(), 1);
  context.data = [[1, 'a']];
  t.is((await client.insert({ context })).writtenRows, 1);
  await client.insert({ context, data: [[2, 'b']] });
  await client.insert({ context, data: [{ n: 3, s: 'c' }] });
  await client.insert({ context, data: { n: [4], s: ['d'] } });
  await client.insert(table, [[5, 'e']], { context });
  async function* rows() {
    yield [6, 'f'];
  }
  await client.insert({ context, data: rows() });
  await client.insert({ context, data: [[7]], columnNames: ['n'] });
  t.is(requests(), 8);
  t.deepEqual(
    (await contents(table)).map(([n, s]) => `${n}${s}`),
    ['1a', '2b', '3c', '4d', '5e', '6f', '7'],
  );
});

test('with the types of the columns a context needs no request at all', async (t) => {
  const table = await makeTable('n UInt32, s String');
  await using counting = await counted();
  const { client, requests } = counting;
  const options = { columnNames: ['s', 'n'], columnTypes: ['String', 'UInt32'] };
  const context = await client.createInsertContext(table, options);
  t.is(requests(), 0);
  await client.insert({ context, data: [['a', 1]] });
  t.is(requests(), 1);
  t.deepEqual(await contents(table), [[1, 'a']]);
});

test('data of a context is inserted once', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const context = await client.createInsertContext(table);
  context.data = [[1], [2]];
  await client.insert({ context });
  t.true(context.data === undefined);
  await t.throwsAsync(client.insert({ context }), { ...invalid, message: /there is no data/ });
  context.data = [[3]];
  await client.insert({ context, data: [[4]] });
  t.deepEqual(context.data, [[3]]);
  await client.insert({ context });
  t.is(await countRows(table), 4n);
});

test('concurrent inserts share a context', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const context = await client.createInsertContext<number[]>(table);
  const inserts = Array.from({ length: 8 }, (_, n) => {
    context.data = [[n]];
    return client.insert({ context });
  });
  await Promise.all(inserts);
  t.deepEqual(
    (await contents(table)).map(([n]) => n),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

test('rows as arrays go into the columns that the table had when the context was made', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b UInt8');
  const context = await client.createInsertContext(table);
  await client.command(`ALTER TABLE ${table} ADD COLUMN first UInt8 DEFAULT 9 FIRST`);
  await client.insert({ context, data: [[1, 2]] });
  t.deepEqual(await contents(table), [[9, 1, 2]]);
});

test('a value that does not fit makes the context ask for its table again', async (t) => {
  const table = await makeTable('k UInt8, a UInt8');
  await using counting = await counted();
  const { client, requests } = counting;
  const context = await client.createInsertContext(table);
  const copy = context.updatedCopy({ settings: { max_insert_threads: 1 } });
  await client.command(`ALTER TABLE ${table} MODIFY COLUMN a UInt16`);
  const before = requests();
  await client.insert({ context, data: [[1, 300]] });
  await client.insert({ context, data: [{ k: 2, a: 400 }] });
  await client.insert({ context: copy, data: [[3, 500]] });
  t.is(requests() - before, 4);
  await t.throwsAsync(client.insert({ context, data: [[1, 70_000]] }), { instanceOf: DataError });
  t.deepEqual(await contents(table), [
    [1, 300],
    [2, 400],
    [3, 500],
  ]);
});

test('a column that is gone is an error, first the server’s', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b UInt8');
  const context = await client.createInsertContext(table);
  await client.command(`ALTER TABLE ${table} DROP COLUMN b`);
  const insert = () => client.insert({ context, data: [[1, 2]] });
  await t.throwsAsync(insert, { instanceOf: ProgrammingError, code: 'NO_SUCH_COLUMN_IN_TABLE' });
  await t.throwsAsync(insert, { instanceOf: ProgrammingError, code: 'ERR_UNKNOWN_COLUMN' });
  await client.insert({ context, data: [{ a: 1 }] });
  t.deepEqual(await contents(table), [[1]]);
});

test('options of an insert lie over those of its context', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b UInt8 DEFAULT 7');
  const context = await client.createInsertContext(table, { columnNames: ['a'], settings: { max_threads: 1 } });
  await client.insert({ context, data: [[1]], settings: { insert_null_as_default: 1 } });
  await client.insert({ context, data: [[2, 3]], columnNames: '*' });
  const turned = context.updatedCopy({ columnOriented: true });
  await client.insert({ context: turned, data: [[4, 5]] });
  t.deepEqual(await contents(table), [
    [1, 7],
    [2, 3],
    [4, 7],
    [5, 7],
  ]);
});

test('a context serves the temporary table of a session', async (t) => {
  await using session = (await getClient()).session();
  await session.command('CREATE TEMPORARY TABLE passing (a UInt8, at DateTime)');
  const context = await session.createInsertContext('passing');
  await session.insert({ context, data: [[1, 60]] });
  await session.insert({ context, data: [[2, '1970-01-01 00:02:00']] });
  t.deepEqual((await session.query('SELECT a, toUnixTimestamp(at) FROM passing ORDER BY a')).tuples(), [
    [1, 60],
    [2, 120],
  ]);
});

test('a table or column that is not there refuses the context', async (t) => {
  const client = await getClient();
  await t.throwsAsync(client.createInsertContext('no_such_table'), { code: 'UNKNOWN_TABLE' });
  const table = await makeTable('a UInt8');
  await t.throwsAsync(client.createInsertContext(table, { columnNames: ['b'] }), { code: 'ERR_UNKNOWN_COLUMN' });
  await t.throwsAsync(client.createInsertContext(table, { columnNames: { except: ['b'] } }), {
    code: 'ERR_UNKNOWN_COLUMN',
  });
});

test('what cannot be is refused before anything is sent', async (t) => {
  const table = await makeTable('a UInt8');
  const other = await makeTable('a UInt8');
  await using counting = await counted();
  const { client, requests } = counting;
  await using another = await newClient();
  const context = await client.createInsertContext(table, { columnNames: ['a'] });
  const foreign = await another.createInsertContext(table);
  const data = [[1]];
  const token = { insert_deduplication_token: 'x' };
  const bad: [() => Promise<unknown>, RegExp][] = [
    [() => client.createInsertContext(table, { nope: 1 } as never), /createInsertContext: unknown option 'nope'/],
    [() => client.createInsertContext(table, null as never), /createInsertContext: options must be an object/],
    [() => client.createInsertContext(table, { queryId: 'x' } as never), /option 'queryId' is for one call/],
    [() => client.createInsertContext(table, { deduplicationToken: 'x' }), /option 'deduplicationToken' is for one/],
    [() => client.createInsertContext(table, { settings: { query: 'x' } }), /createInsertContext: 'query' is not a/],
    [
      () => client.createInsertContext(table, { settings: token }),
      /setting 'insert_deduplication_token' is for one call/,
    ],
    [async () => context.updatedCopy({ settings: token }), /updatedCopy: setting 'insert_deduplication_token' is for/],
    [
      () => client.createInsertContext(table, { columnTypes: ['Nope'] }),
      /createInsertContext: option 'columnTypes': 'Nope'/,
    ],
    [() => client.insert({ context: undefined, data } as never), /insert: option 'context' must be what createInsertC/],
    [async () => context.updatedCopy({ database: 'x' }), /updatedCopy: option 'database' is not that of the context/],
    [async () => context.updatedCopy({ columnOriented: 1 as never }), /updatedCopy: option 'columnOriented'/],
    [() => client.insert({ context, data, sessionId: 'x' }), /insert: option 'sessionId' is not that of the context/],
    [() => client.insert({ context, data, table: 'x' } as never), /insert: unknown option 'table'/],
    [() => client.insert({ context: {} as never, data }), /insert: option 'context' must be what createInsertContext/],
    [() => client.insert({ context } as never, data as never), /options with a context are the only argument/],
    [() => client.insert(other, data, { context }), new RegExp(`'context' is for table ${table}, not for ${other}`)],
    [() => client.insert(table, undefined as never, { context }), /insert: there is no data/],
    [() => client.insert({ context: foreign, data }), /insert: option 'context' was made by another client/],
  ];
  const before = requests();
  for (const [call, message] of bad) await t.throwsAsync(call, { ...invalid, message });
  await using fake = await startFake((response) => void response.end());
  await using lost = createClient(fake.url);
  const typed = { columnNames: ['a'], columnTypes: ['Nope'] };
  await t.throwsAsync(lost.createInsertContext('t', typed), { message: /Nope/ });
  t.is(fake.received.length, 0);
  t.is(requests(), before);
  t.is(await countRows(table), 0n);
});
