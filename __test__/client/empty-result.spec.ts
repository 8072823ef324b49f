import test from 'ava';

import { ProgrammingError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';

const none = 'SELECT 1 AS a WHERE 0';
for (const sql of [
  none,
  `${none};`,
  `${none} ; ; \n`,
  `${none}; -- done`,
  `${none}; /* it's; */ # done`,
  `${none} -- done; FORMAT Native`,
  `${none} FORMAT Native`,
  `${none} -- why\nformat Native; -- done`,
  `${none} FORMAT Native SETTINGS max_threads = 1`,
  `${none} SETTINGS max_threads = 1 FORMAT Native`,
  `(${none});;`,
  `${none} AND ';' != ' FORMAT Native'`,
  `WITH 1 AS format SELECT format AS a WHERE 0`,
  `SELECT 1 AS a FROM (SELECT 1 AS Native) WHERE Native = 0;`,
]) {
  test(`an empty result has its names whatever its statement ends with: ${JSON.stringify(sql)}`, async (t) => {
    const client = await getClient();
    const result = await client.query(sql);
    t.is(result.rowCount, 0);
    t.deepEqual(result.columnNames, ['a']);
    t.deepEqual(result.columnTypes.map(String), ['UInt8']);
    t.deepEqual(Object.keys(await client.queryColumns(sql)), ['a']);
    t.deepEqual((await client.queryRowsStream(sql).source).columnNames, ['a']);
  });
}

test('statements that cannot be described have an empty result without names', async (t) => {
  for (const showClickHouseErrors of [true, 'scrub', false] as const) {
    await using client = await newClient({ showClickHouseErrors });
    for (const sql of ['SHOW TABLES FROM system LIKE $$nope$$', 'KILL QUERY WHERE 0']) {
      const result = await client.query(sql);
      t.deepEqual([result.rowCount, result.columnNames], [0, []]);
    }
  }
});

test('another failure of the description is told', async (t) => {
  const { url } = await getServer();
  const empty = await record(url, none);
  const refusal = await record(url, 'SELECT * FROM no_such_table');
  await using fake = await startFake((response, { body }) =>
    replay(response, String(body).startsWith('DESCRIBE') ? refusal : empty),
  );
  await using client = await newClient({ url: fake.url });
  const expected = { instanceOf: ProgrammingError, code: 'UNKNOWN_TABLE' };
  await t.throwsAsync(client.query(none), expected);
  await t.throwsAsync(client.queryColumns(none), expected);
  await t.throwsAsync(client.queryRowsStream(none).source, expected);
});
