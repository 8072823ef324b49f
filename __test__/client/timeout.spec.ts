import { setTimeout } from 'node:timers/promises';
import test from 'ava';

import type { Client } from '../../index.js';
import { type ClickHouseError, OperationalError } from '../../src/index.ts';
import { makeTable, newClient } from '../helpers/client.ts';
import { type Answer, record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';

const expected = { instanceOf: OperationalError, code: 'ERR_TIMEOUT', message: / 300 ms$/ };
const typed = { columnNames: ['t'], columnTypes: ['DateTime'] };

/** Answers like a server that takes 200 ms for everything. */
async function slowly(statement: string): Promise<Answer> {
  const answer = await record((await getServer()).url, statement);
  return async (response) => {
    await setTimeout(200);
    replay(response, answer);
  };
}

test('an insert has its timeout for the question for the columns and for itself together', async (t) => {
  const table = await makeTable('t UInt8');
  await using fake = await startFake(await slowly(`DESCRIBE TABLE ${table}`));
  await using client = await newClient({ url: fake.url });
  await t.throwsAsync(client.insert(table, [{ t: 1 }], { timeout: 300 }), expected);
});

test('an insert has its timeout for the question for the zone too', async (t) => {
  await using fake = await startFake(() => undefined);
  await using client = await newClient({ url: fake.url });
  await t.throwsAsync(client.insert('t', [{ t: new Date() }], { ...typed, timeout: 300 }), expected);
});

test('an insert whose time is over before it is encoded sends nothing', async (t) => {
  await using fake = await startFake((response) => response.writeHead(200).end());
  await using client = await newClient({ url: fake.url });
  const rows = Array.from({ length: 500_000 }, (_, n) => [`row ${n}`]);
  const options = { columnNames: ['s'], columnTypes: ['String'], timeout: 1 };
  const call = client.insert('t', rows, options);
  const error = await t.throwsAsync(call, { instanceOf: OperationalError, code: 'ERR_TIMEOUT' });
  t.is((error as ClickHouseError).attempts, 0);
  t.is((error as ClickHouseError).host, fake.host);
  t.is(fake.received.length, 0);
});

const methods: Record<string, (client: Client) => Promise<unknown>> = {
  query: (client) => client.query('SELECT 1 WHERE 0', { timeout: 300 }),
  queryColumns: (client) => client.queryColumns('SELECT 1 WHERE 0', { timeout: 300 }),
  command: (client) => client.command('SELECT 1 WHERE 0', { timeout: 300 }),
  source: (client) => client.queryRowsStream('SELECT 1 WHERE 0', { timeout: 300 }).source,
};

for (const [method, run] of Object.entries(methods)) {
  test(`${method} has its timeout for an empty result and its names together`, async (t) => {
    await using fake = await startFake(await slowly('SELECT 1 WHERE 0'));
    await using client = await newClient({ url: fake.url });
    await t.throwsAsync(run(client), expected);
  });
}

test('the timeout of a stream runs from its first use', async (t) => {
  await using fake = await startFake(await slowly('SELECT 1 AS a'));
  await using client = await newClient({ url: fake.url });
  const stream = client.queryRowsStream('SELECT 1 AS a', { timeout: 1500 });
  await setTimeout(1600);
  t.deepEqual(await stream.toArray(), [{ a: 1 }]);
});
