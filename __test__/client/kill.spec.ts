import { randomUUID } from 'node:crypto';
import test from 'ava';

import { createClient } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { started, stopped } from '../helpers/wait.ts';

test('kill stops a query, of a session and of another client too', async (t) => {
  const client = await getClient();
  await using other = await newClient({ autogenerateSessionId: true, queryLimit: 0 });
  const queryId = randomUUID();
  const sql = 'SELECT max(sleepEachRow(1)) FROM numbers(1000) SETTINGS max_block_size = 1';
  const killed = t.throwsAsync(other.query(sql, { queryId }), { code: 'QUERY_WAS_CANCELLED' });
  await started(client, queryId);
  t.true(await client.kill(queryId));
  await killed;
  await stopped(client, queryId);
  t.false(await client.kill(queryId));
  t.false(await client.kill("' OR 1 = 1 --"));
});

for (const [status, stops] of Object.entries({ waiting: true, finished: true, pending: false, cant_cancel: false })) {
  test(`kill gives ${stops} for a query that is ${status}`, async (t) => {
    const told = `SELECT '${status}' AS kill_status, 'a' AS query_id, 'default' AS user, 'SELECT 1' AS query`;
    const answer = await record((await getServer()).url, told);
    await using fake = await startFake((response) => replay(response, answer));
    await using client = createClient({ url: fake.url, readFormats: { String: 'bytes' } });
    t.is(await client.kill('a'), stops);
  });
}

test('kill refuses what is no id', async (t) => {
  const client = await getClient();
  for (const id of ['', undefined, 7]) {
    await t.throwsAsync(client.kill(id as string), { code: 'ERR_INVALID_ARG', message: /kill: the query id/ });
  }
  await t.throwsAsync(client.kill('a', { queryId: 'b' } as object), { code: 'ERR_INVALID_ARG', message: /'queryId'/ });
});
