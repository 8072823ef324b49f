import {
  CamelCasePlugin,
  DeduplicateJoinsPlugin,
  HandleEmptyInListsPlugin,
  Kysely,
  replaceWithNoncontingentExpression,
  sql,
} from 'kysely';
import { randomUUID } from 'node:crypto';
import test from 'ava';

import { createClient, InterfaceError } from '../../src/index.ts';
import {
  ClickHouseDialect,
  arrayJoin,
  engine,
  final,
  limitBy,
  prewhere,
  requestOptions,
} from '../../src/kysely/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { getShop, newDb } from '../helpers/kysely.ts';
import { getServer } from '../helpers/server.ts';
import { started, stopped } from '../helpers/wait.ts';

test('a stream gives all rows, and leaving it ends the query', async (t) => {
  const db = await getShop();
  const numbers = sql<{ number: bigint }>`numbers(${100_000n})`.as('n');
  let count = 0;
  for await (const { number } of db.selectFrom(numbers).select('n.number').stream(1000)) {
    t.is(number, BigInt(count++));
  }
  t.is(count, 100_000);
  const queryId = randomUUID();
  const endless = db.selectFrom(sql<{ number: bigint }>`system.numbers`.as('n')).select('n.number');
  for await (const { number } of endless.withPlugin(requestOptions({ queryId })).stream()) {
    if (number === 5000n) break;
  }
  await stopped(await getClient(), queryId);
  t.pass();
});

test('an error in a stream rejects its iteration', async (t) => {
  const db = await getShop();
  const failing = db.selectNoFrom(sql<number>`throwIf(number = 3)`.as('x')).modifyEnd(sql`settings max_block_size = 1`);
  await t.throwsAsync(async () => {
    for await (const _ of failing.stream());
  });
});

const reason = new Error('the user went away');
const silent = sql<number>`sleepEachRow(1)`.as('x');

test('an abort ends a statement, here and on the server', async (t) => {
  const db = await getShop();
  const client = await getClient();
  const controller = new AbortController();
  const queryId = randomUUID();
  const options = requestOptions({ signal: controller.signal, queryId });
  const from = sql<{ number: bigint }>`numbers(100)`.as('n');
  const slow = db.withPlugin(options).selectFrom(from).select(silent).modifyEnd(sql`settings max_block_size = 1`);
  const running = t.throwsAsync(slow.execute(), { is: reason });
  await started(client, queryId);
  controller.abort(reason);
  await running;
  await stopped(client, queryId);
});

test('an aborted statement is not sent', async (t) => {
  const db = (await getShop()).withPlugin(requestOptions({ signal: AbortSignal.abort(reason) }));
  await t.throwsAsync(db.selectFrom('customers').selectAll().execute(), { is: reason });
  const row = { symbol: 'x', at: new Date(0), size: 1 };
  await t.throwsAsync(db.insertInto('trades').values(row).execute(), { is: reason });
  await t.throwsAsync(db.deleteFrom('trades').execute(), { is: reason });
  await t.throwsAsync(db.selectFrom('trades').selectAll().stream().next(), { is: reason });
});

/** A connection as Kysely 0.29 uses it, which gives it signals; the tests run with 0.28. */
interface AbortableConnection {
  executeQuery(query: unknown, options: { signal: AbortSignal }): Promise<unknown>;
  streamQuery(query: unknown, chunkSize: number, options: { signal: AbortSignal }): AsyncIterableIterator<unknown>;
  cancelQuery(): Promise<void>;
}

test('a signal of Kysely itself ends a stream, and a statement that is to be cancelled', async (t) => {
  const db = await getShop();
  const client = await newClient();
  const driver = new ClickHouseDialect({ client }).createDriver();
  await driver.init();
  const connection = (await driver.acquireConnection()) as unknown as AbortableConnection;
  const { signal } = new AbortController();
  const queryId = randomUUID();
  const plugged = db.withPlugin(requestOptions({ queryId }));
  const slow = plugged.selectFrom(sql<{ number: bigint }>`numbers(100)`.as('n')).select(silent);
  const query = slow.modifyEnd(sql`settings max_block_size = 1`).compile();
  const running = t.throwsAsync(connection.executeQuery(query, { signal }), { any: true, name: 'AbortError' });
  await started(client, queryId);
  await connection.cancelQuery();
  await running;
  await stopped(client, queryId);
  t.deepEqual(await connection.executeQuery(sql`select 1 as a`.compile(db), { signal }), { rows: [{ a: 1 }] });
  const stream = connection.streamQuery(sql`select 1`.compile(db), 1, { signal: AbortSignal.abort(reason) });
  await t.throwsAsync(stream.next(), { is: reason });
  await driver.destroy();
});

test('request options reach the client, later ones first', async (t) => {
  const db = (await getShop()).withPlugin(
    requestOptions({ settings: { max_threads: 2 }, queryFormats: { 'UInt*': 'string' } }),
  );
  const threads = db.selectNoFrom([sql`getSetting('max_threads')`.as('threads'), sql`toUInt64(7)`.as('n')]);
  t.deepEqual(await threads.execute(), [{ threads: '2', n: '7' }]);
  const more = threads.withPlugin(requestOptions({ settings: { max_threads: 3 }, queryFormats: {} }));
  t.deepEqual(await more.execute(), [{ threads: 3, n: 7n }]);
  await t.throwsAsync(
    threads
      .withPlugin(requestOptions({ timeout: 1 }))
      .modifyEnd(sql`settings max_block_size = 1`)
      .select(silent)
      .execute(),
    {
      code: 'ERR_TIMEOUT',
    },
  );
  t.throws(() => requestOptions({ parameters: {} } as never), { instanceOf: InterfaceError, message: /parameters/ });
});

test('reading options are left out of writes', async (t) => {
  const name = 'left_out';
  const db = (await newDb<Record<string, { id: bigint }>>()).withPlugin(
    requestOptions({ queryFormats: { UInt64: 'string' } }),
  );
  await db.schema
    .createTable(name)
    .addColumn('id', sql`UInt64`)
    .modifyEnd(engine('MergeTree', { orderBy: 'id' }))
    .execute();
  await db.insertInto(name).values({ id: 1n }).execute();
  await db
    .updateTable(name)
    .set({ id: 1n })
    .where('id', '=', 2n)
    .execute()
    .catch((error: Error) => t.regex(error.message, /key column/));
  await db.deleteFrom(name).where('id', '=', 2n).execute();
  t.deepEqual(await db.selectFrom(name).selectAll().execute(), [{ id: '1' as never }]);
});

test('destroy() closes the client, whoever has made it', async (t) => {
  const { url } = await getServer();
  const given = createClient(url);
  const db = new Kysely<Record<string, never>>({ dialect: new ClickHouseDialect({ client: given }) });
  await sql`select 1`.execute(db);
  await db.destroy();
  await t.throwsAsync(given.query('SELECT 1'), { code: 'ERR_CLIENT_CLOSED' });
  let asked = 0;
  const lazy = new Kysely<Record<string, never>>({
    dialect: new ClickHouseDialect({
      client: async () => {
        asked++;
        return createClient(url);
      },
    }),
  });
  t.is(asked, 0);
  await Promise.all([sql`select 1`.execute(lazy), sql`select 2`.execute(lazy)]);
  t.is(asked, 1);
  await lazy.destroy();
  const own = new Kysely<Record<string, never>>({ dialect: new ClickHouseDialect({ url }) });
  t.deepEqual((await sql`select 1 as a`.execute(own)).rows, [{ a: 1 }]);
  await own.destroy();
});

test('options of a dialect that cannot be are refused', async (t) => {
  const client = await getClient();
  const wrong = [
    {},
    { client, url: 'http://localhost' },
    { client: 'http://localhost' },
    { url: 'http://localhost', updates: 'x' },
    { client, cluser: 'x' },
  ];
  for (const options of wrong) {
    t.throws(() => new ClickHouseDialect(options as never), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  }
});

test('temporary tables live in the session of a client', async (t) => {
  const client = (await newClient()).session();
  const db = new Kysely<{ picked: { id: number } }>({ dialect: new ClickHouseDialect({ client }) });
  await db.schema.createTable('picked').temporary().addColumn('id', sql`UInt8`).modifyEnd(engine('Memory')).execute();
  await db
    .insertInto('picked')
    .values([{ id: 1 }, { id: 2 }])
    .execute();
  t.deepEqual(
    await db
      .selectFrom('picked')
      .select((eb) => eb.fn.sum<bigint>('id').as('sum'))
      .execute(),
    [{ sum: 3n }],
  );
  await db.destroy();
});

test('statements run side by side on a connection', async (t) => {
  const db = await getShop();
  const sums = await db
    .connection()
    .execute((one) =>
      Promise.all([1, 2, 3].map(async (n) => (await sql<{ n: number }>`select ${n} as n`.execute(one)).rows[0]?.n)),
    );
  t.deepEqual(sums, [1, 2, 3].map(BigInt) as never);
});

test('plugins of Kysely do their work', async (t) => {
  const camel = (await getShop()).withPlugin(new CamelCasePlugin()) as unknown as Kysely<{
    orders: { id: bigint; customerId: bigint; note: string | null };
    customers: { id: bigint; name: string; tags: string[] };
  }>;
  const rows = await camel
    .selectFrom('orders as theOrders')
    .innerJoin('customers as theCustomers', 'theCustomers.id', 'theOrders.customerId')
    .select(['theOrders.customerId', 'theCustomers.name as customerName'])
    .$call((query) => prewhere(query, 'theOrders.customerId', '<', 9n))
    .$call((query) => limitBy(query, 1, 'theOrders.customerId'))
    .$call((query) => arrayJoin(query, { oneTag: 'theCustomers.tags' }))
    .orderBy('theOrders.customerId')
    .execute();
  t.deepEqual(rows, [
    { customerId: 1n, customerName: 'Ada' },
    { customerId: 2n, customerName: 'Blaise' },
  ]);
  t.regex(
    camel
      .selectFrom('orders as theOrders')
      .select('theOrders.id')
      .$call((query) => final(query, 'theOrders'))
      .compile().sql,
    /`orders` as `the_orders` final$/,
  );
  const joined = (await getShop()).withPlugin(new DeduplicateJoinsPlugin()).selectFrom('orders as o');
  const once = joined
    .innerJoin('customers as c', 'c.id', 'o.customer_id')
    .innerJoin('customers as c', 'c.id', 'o.customer_id');
  t.is((await once.select('c.name').execute()).length, 3);
  const lists = (await getShop()).withPlugin(
    new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
  );
  t.deepEqual(await lists.selectFrom('customers').selectAll().where('id', 'in', []).execute(), []);
});

test('statements are logged with their errors', async (t) => {
  const events: string[] = [];
  const db = await newDb<Record<string, never>>(
    {},
    { log: ({ level, query }) => void events.push(`${level} ${query.sql}`) },
  );
  await sql`select ${1}`.execute(db);
  await sql`select nothing`.execute(db).catch(() => {});
  t.deepEqual(events, ['query select {p0:Int64}', 'error select nothing']);
});
