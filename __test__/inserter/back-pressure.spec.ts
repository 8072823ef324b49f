import type { ServerResponse } from 'node:http';
import test from 'ava';

import { createClient } from '../../src/index.ts';
import { startFake } from '../helpers/fake-server.ts';
import { until } from '../helpers/wait.ts';

const typed = { columnNames: ['n'], columnTypes: ['UInt32'] };

/** A server that answers inserts when it is told to. */
async function heldServer() {
  const held: ServerResponse[] = [];
  const fake = await startFake((response) => held.push(response));
  return { fake, held };
}

test('a producer that waits holds no more batches than may be pending', async (t) => {
  const { fake, held } = await heldServer();
  await using server = fake;
  await using client = createClient({ url: server.url });
  const inserter = client.inserter<[number]>('t', { ...typed, maxRows: 10, concurrency: 2, maxPending: 4 });
  let added = 0;
  const producing = (async () => {
    for (; added < 1000; added++) {
      const full = inserter.add([added]);
      if (full) await full;
    }
  })();
  for (let answered = 0; answered < 96; answered++) {
    // Each answer lets one batch more be taken, and one more be sent.
    await until(() => held.length === answered + 2 && added === 10 * (answered + 4) - 1);
    t.is(inserter.stats.rowsSent, 10 * (answered + 2));
    t.is(inserter.stats.rowsQueued, 20);
    held[answered]?.end();
  }
  for (let answered = 96; answered < 100; answered++) {
    await until(() => held.length > answered);
    held[answered]?.end();
  }
  await producing;
  await inserter.close();
  t.like(inserter.stats, { rowsWritten: 1000, flushes: 100, failed: 0 });
});

test('add() can be awaited whether it gives a promise or not', async (t) => {
  const { fake, held } = await heldServer();
  await using server = fake;
  await using client = createClient({ url: server.url });
  const inserter = client.inserter<[number]>('t', { ...typed, maxRows: 2, maxPending: 1 });
  await inserter.add([1]);
  const full = inserter.add([2]);
  t.true(full instanceof Promise);
  await until(() => held.length === 1);
  held[0]?.end();
  await full;
  await inserter.add([3]);
  t.is(inserter.stats.rowsQueued, 1);
  const closing = inserter.close();
  await until(() => held.length === 2);
  held[1]?.end();
  await closing;
});

test('rows are taken also when it is full and nobody waits', async (t) => {
  const { fake, held } = await heldServer();
  await using server = fake;
  await using client = createClient({ url: server.url });
  const inserter = client.inserter<[number]>('t', { ...typed, maxRows: 1, concurrency: 1, maxPending: 2 });
  const promises = Array.from({ length: 50 }, (_, n) => inserter.add([n]));
  t.deepEqual(
    promises.map((promise) => promise !== undefined),
    promises.map((_, n) => n >= 1),
  );
  const full = inserter.addBatch([[50], [51]]);
  for (let n = 0; n < 52; n++) {
    await until(() => held.length === n + 1);
    held[n]?.end();
  }
  await Promise.all([...promises, full]);
  await inserter.close();
  t.is(inserter.stats.rowsWritten, 52);
  t.deepEqual(
    server.received.map(({ body }) => body.readUInt32LE(body.length - 4)),
    Array.from({ length: 52 }, (_, n) => n),
  );
});

for (const concurrency of [1, 3]) {
  test(`${concurrency} batches are sent at once`, async (t) => {
    const { fake, held } = await heldServer();
    await using server = fake;
    await using client = createClient({ url: server.url });
    const inserter = client.inserter<[number]>('t', { ...typed, maxRows: 1, concurrency, maxPending: 100 });
    inserter.addBatch(Array.from({ length: 20 }, (_, n) => [n]));
    for (let answered = 0; answered < 20; answered++) {
      const sent = Math.min(20, answered + concurrency);
      await until(() => held.length === sent);
      t.is(inserter.stats.rowsSent, sent);
      held[answered]?.end();
      await until(() => inserter.stats.rowsWritten === answered + 1);
    }
    await inserter.close();
  });
}

test('flush() waits for what was added before it, and not for what comes after', async (t) => {
  const { fake, held } = await heldServer();
  await using server = fake;
  await using client = createClient({ url: server.url });
  const inserter = client.inserter<[number]>('t', { ...typed, maxRows: 2, concurrency: 4 });
  inserter.addBatch([[1], [2], [3]]);
  const flushed = inserter.flush();
  await until(() => held.length === 2);
  inserter.addBatch([[4], [5]]);
  await until(() => held.length === 3);
  held[0]?.end();
  held[1]?.end();
  await flushed;
  t.is(inserter.stats.rowsWritten, 3);
  held[2]?.end();
  await inserter.close();
  t.is(inserter.stats.rowsWritten, 5);
});

test('in a session one batch is sent at a time', async (t) => {
  const { fake, held } = await heldServer();
  await using server = fake;
  await using client = createClient({ url: server.url });
  await using bound = createClient({ url: server.url, sessionId: 's' });
  for (const inserter of [
    client.inserter<[number]>('t', { ...typed, maxRows: 1, sessionId: 's' }),
    bound.inserter<[number]>('t', { ...typed, maxRows: 1 }),
  ]) {
    const before = held.length;
    inserter.addBatch([[1], [2]]);
    await until(() => held.length === before + 1);
    t.is(inserter.stats.rowsSent, 1);
    held[before]?.end();
    await until(() => held.length === before + 2);
    held[before + 1]?.end();
    await inserter.close();
  }
});
