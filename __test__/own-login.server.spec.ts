/** Calls that log in as somebody else than their client. */
import { buffer } from 'node:stream/consumers';
import test from 'ava';

import type { Client, RequestOptions } from '../index.js';
import { startServer } from '../src/embedded/index.ts';
import { createClient, InterfaceError, OperationalError } from '../src/index.ts';
import { startFake } from './helpers/fake-server.ts';

const anna = { username: 'anna', password: 'päss:word' };
let server: Awaited<ReturnType<typeof startServer>>;

test.before('the server has users', async () => {
  server = await startServer({ users: { anna: { password: anna.password }, bert: { password: 'b' } } });
});
test.after.always('the server is stopped', () => server.close());

const WHO = 'SELECT currentUser() AS who';
const asked: Readonly<Record<string, (client: Client, options: RequestOptions) => Promise<unknown>>> = {
  command: (client, options) => client.command(WHO, options),
  query: async (client, options) => (await client.query(WHO, options)).value(),
  queryColumns: async (client, options) => (await client.queryColumns(WHO, options)).who?.[0],
  'a stream': async (client, options) =>
    (await client.queryRowsStream<{ who: string }>(WHO, options).toArray())[0]?.who,
  rawQuery: async (client, options) => `${await client.rawQuery(WHO, options)}`.trim(),
  rawStream: async (client, options) => `${await buffer(client.rawStream(WHO, options))}`.trim(),
};

for (const [name, ask] of Object.entries(asked)) {
  test(`${name} may log in as somebody else, and its client stays who it is`, async (t) => {
    await using client = createClient({ url: server.url, username: 'bert', password: 'b' });
    t.is(await ask(client, anna), 'anna');
    t.is(await ask(client, {}), 'bert');
    const error = await t.throwsAsync(ask(client, { username: 'anna', password: 'wrong' }), {
      instanceOf: OperationalError,
    });
    t.is(error?.serverCode, 516);
    t.false(JSON.stringify([error, error?.stack]).includes('wrong'));
  });
}

test('inserts log in as their call says', async (t) => {
  await using client = createClient(server.url);
  await client.command('CREATE TABLE who (a UInt8, b String MATERIALIZED currentUser()) ENGINE = Memory');
  await client.insert('who', [{ a: 1 }], anna);
  await client.insert('who', [[2]].values(), { ...anna, columnNames: ['a'] });
  await client.rawInsert('who', '3\n', { ...anna, format: 'TSV' });
  await using inserter = client.inserter('who', anna);
  await inserter.add({ a: 4 });
  await inserter.close();
  await client.insert('who', [{ a: 5 }]);
  const users = await client.query('SELECT b FROM who ORDER BY a');
  t.deepEqual(users.column(0).toArray(), ['anna', 'anna', 'anna', 'anna', 'default']);
});

test('a call with a login of its own needs no token and is told of none', async (t) => {
  const seen: unknown[] = [];
  await using fake = await startFake((response, { headers }) => {
    seen.push([headers.authorization, headers['x-clickhouse-user'], headers['x-clickhouse-key']]);
    response.writeHead(200, { 'X-ClickHouse-Format': 'Native' }).end();
  });
  const tokenProvider = (): never => t.fail('it is asked for a token') as never;
  await using client = createClient({ url: fake.url, tokenProvider });
  await client.rawQuery('SELECT 1', { username: 'a', password: 'b' });
  await client.rawQuery('SELECT 1', { accessToken: 'c' });
  await using named = createClient({ url: fake.url, username: 'd', password: 'e' });
  await named.rawQuery('SELECT 1', { accessToken: 'f' });
  t.deepEqual(seen, [
    [undefined, 'a', 'b'],
    ['Bearer c', undefined, undefined],
    ['Bearer f', undefined, undefined],
  ]);
});

test('logins that are none are refused before anything is sent', async (t) => {
  await using client = createClient('http://127.0.0.1:1');
  for (const [options, message] of [
    [{ password: 'b' }, "query: option 'password' needs the option 'username'"],
    [
      { username: 'a', accessToken: 'c' },
      "query: option 'accessToken' cannot be combined with 'username' and 'password'",
    ],
    [{ accessToken: 'c\n' }, "query: option 'accessToken' must consist of printable ASCII characters"],
  ] as const) {
    await t.throwsAsync(client.query('SELECT 1', options), { instanceOf: InterfaceError, message });
  }
});
