import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import test from 'ava';

import { startServer } from '../../src/embedded/index.ts';
import { ClickHouseError, DataError, DatabaseError, InterfaceError, OperationalError } from '../../src/index.ts';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { Endless } from '../helpers/endless.ts';
import { startFake } from '../helpers/fake-server.ts';
import { countedSignal } from '../helpers/signal.ts';

test('a bad row among the first sends nothing', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = await newClient({ url: fake.url });
  const source = new Endless((n) => [n === 500 ? 'x' : n]);
  const call = client.insert('t', source.rows(), { columnNames: ['n'], columnTypes: ['UInt64'] });
  const message = "insert: t: column 'n' UInt64, row 500: expected an integer, got 'x'";
  await t.throwsAsync(call, { instanceOf: DataError, code: 'ERR_INVALID_VALUE', message });
  t.is(fake.received.length, 0);
  t.true(source.closed);
});

test('a bad row in the middle cuts the insert off and tells what may be stored', async (t) => {
  const client = await getClient();
  for (const bad of [300_000, 2_500_000]) {
    const table = await makeTable('n UInt64');
    const source = new Endless((n) => ({ n: n === bad ? -1 : n }));
    const insert = async () => await client.insert(table, source.rows());
    const error = await t.throwsAsync(insert, { instanceOf: DataError });
    const { message = '', stack = '' } = error ?? {};
    t.true(message.startsWith(`insert: ${table}: column 'n' UInt64, row ${bad}: -1 is out of the range`), message);
    const sent = BigInt(/the server had been sent (\d+) rows before/.exec(message)?.[1] ?? -1);
    t.true(sent > 0n && sent <= bad, message);
    t.regex(stack, /insert-faults\.spec/);
    t.true(source.closed);
    t.true((await countRows(table)) <= sent);
  }
});

test('what a source throws comes out as it is', async (t) => {
  const client = await getClient();
  for (const after of [0, 5, 300_000]) {
    const table = await makeTable('n UInt64');
    const mine = new RangeError('mine');
    const source = new Endless((n) => {
      if (n === after) throw mine;
      return { n };
    });
    async function* slowly(): AsyncGenerator<unknown> {
      yield* source.rows();
    }
    t.is(await t.throwsAsync(client.insert(table, slowly())), mine);
    t.is(
      await t.throwsAsync(
        client.insert(
          table,
          new Endless(() => {
            throw mine;
          }).rows(),
        ),
      ),
      mine,
    );
    t.is(await countRows(table), 0n);
  }
});

test('streams are closed when an insert fails', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  const node = Readable.from(new Endless().rows());
  await t.throwsAsync(client.insert(table, node), {
    instanceOf: DataError,
    message: /row 256: 256 is out of the range/,
  });
  t.true(node.destroyed);
  const cancelled: unknown[] = [];
  let n = 0;
  const web = new ReadableStream<unknown>({
    pull: (controller) => controller.enqueue({ n: n++ }),
    cancel: (reason) => void cancelled.push(reason),
  });
  const error = await t.throwsAsync(client.insert(table, web), { instanceOf: DataError });
  t.deepEqual(cancelled, [error]);
  const destroyed = Readable.from([{ n: 1 }]);
  destroyed.destroy();
  await t.throwsAsync(client.insert(table, destroyed));
});

test('a server that refuses in the middle ends the source', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64, CONSTRAINT small CHECK n < 700000');
  const source = new Endless();
  const call = client.insert(table, source.rows());
  await t.throwsAsync(call, { instanceOf: DatabaseError, code: 'VIOLATED_CONSTRAINT' });
  t.true(source.closed);
  const stalled = new Endless();
  const later = client.insert(table, stalled.stalled(800_000), { settings: { min_insert_block_size_rows: 1 } });
  await t.throwsAsync(later, { instanceOf: DatabaseError, code: 'VIOLATED_CONSTRAINT' });
  t.true(stalled.closed);
});

test('an unknown table or column ends the source', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt64');
  for (const name of [table, 'nowhere']) {
    const source = new Endless();
    await t.throwsAsync(client.insert(name, source.rows()), { instanceOf: ClickHouseError });
    t.true(source.closed);
  }
});

for (const stall of [0, 10, 300_000]) {
  test(`an insert that waits for its source after ${stall} rows may be aborted, timed out and closed`, async (t) => {
    const table = await makeTable('n UInt64');
    const counted = countedSignal();
    const { controller, signal } = counted;
    const client = await newClient();
    const aborted = new Endless();
    const reason = new Error('enough');
    const stalled = once(aborted.events, 'stalled').then(() => controller.abort(reason));
    t.is(await t.throwsAsync(client.insert(table, aborted.stalled(stall), { signal })), reason);
    await stalled;
    const late = new Endless();
    const limited = client.insert(table, late.stalled(stall), { timeout: 300 });
    await t.throwsAsync(limited, { instanceOf: OperationalError, code: 'ERR_TIMEOUT', message: /within 300 ms$/ });
    t.true(aborted.closed && late.closed);
    t.is(counted.listeners, 0);
    await client.close();
    t.is(await countRows(table), 0n);
  });
}

for (const stall of [0, 100_000]) {
  test(`closing the client ends an insert and its source after ${stall} rows`, async (t) => {
    const client = await newClient();
    const table = await makeTable('n UInt64');
    const source = new Endless();
    const closed = once(source.events, 'stalled').then(() => client.close());
    const call = client.insert(table, source.stalled(stall));
    await Promise.all([closed, t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_CLIENT_CLOSED' })]);
    t.true(source.closed);
    const late = new Endless();
    await t.throwsAsync(client.insert(table, late.stalled(0)), { code: 'ERR_CLIENT_CLOSED' });
    t.true(late.closed);
  });
}

test('a source that pauses is no silence of the server', async (t) => {
  const table = await makeTable('n UInt64');
  // Long enough for a server with much to do, and the pause is longer.
  await using client = await newClient({ requestTimeout: 1000 });
  async function* pausing(): AsyncGenerator<unknown> {
    for (let n = 0; n < 20_000; n++) {
      yield { n };
      if (n === 10_000) await new Promise((resolve) => setTimeout(resolve, 2500));
    }
  }
  t.is((await client.insert(table, pausing())).writtenRows, 20_000);
});

test('a source that pauses longer than the server waits fails with what the server says', async (t) => {
  await using server = await startServer({ config: { profiles: { default: { http_receive_timeout: 1 } } } });
  await using client = await newClient({ url: server.url });
  await client.command('CREATE TABLE t (n UInt64) ENGINE = Memory');
  const source = new Endless();
  const call = client.insert('t', source.stalled(20_000));
  await t.throwsAsync(call, { instanceOf: OperationalError, code: 'SOCKET_TIMEOUT' });
  t.true(source.closed);
  t.is(await client.command('SELECT count() FROM t'), 0n);
});

test('a server that dies in the middle is an error, and nothing hangs', async (t) => {
  for (const stall of [Number.POSITIVE_INFINITY, 100_000]) {
    await using server = await startServer();
    await using client = await newClient({ url: server.url });
    await client.command('CREATE TABLE t (n UInt64) ENGINE = Null');
    const source = new Endless((n) => {
      if (n === 50_000) process.kill(server.pid, 'SIGKILL');
      return { n };
    });
    const error = await t.throwsAsync(client.insert('t', source.stalled(stall)), { instanceOf: ClickHouseError });
    t.regex(error?.code ?? '', /^(ECONNRESET|EPIPE|ECONNREFUSED|ERR_\w+)$/);
    t.true(source.closed);
  }
});

test('an answer before the end of the data is no success', async (t) => {
  await using fake = await startFake((response) => response.end(), { reads: false });
  await using client = await newClient({ url: fake.url });
  const source = new Endless((n) => [n]);
  const call = client.insert('t', source.rows(), { columnNames: ['n'], columnTypes: ['UInt64'] });
  await t.throwsAsync(call, { instanceOf: ClickHouseError });
  t.true(source.closed);
});
