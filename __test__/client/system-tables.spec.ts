import test from 'ava';

import { startServer } from '../../src/embedded/index.ts';
import { ClickHouseError, createClient } from '../../src/index.ts';
import { getClient } from '../helpers/client.ts';

test('every table of the database system is read', async (t) => {
  const client = await getClient();
  // `models` starts another program, which the embedded server does not have.
  const names = await client.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = 'system' AND name != 'models'",
  );
  t.true(names.rowCount > 80);
  const refused: string[] = [];
  let rows = 0;
  for (const { name } of names) {
    const sql = `SELECT * FROM system.${name} LIMIT 3000`;
    try {
      for await (const block of client.queryRowBlockStream(sql)) rows += block.length;
    } catch (error) {
      // Some have nothing to tell on a server without a cluster; then it is the server that says so.
      if (!(error instanceof ClickHouseError) || error.serverCode === undefined) throw error;
      refused.push(`${name}: ${error.code}`);
    }
  }
  t.log(refused.join('\n'));
  t.true(rows > 5000);
  t.true(refused.length < 10, refused.join('\n'));
});

test('the logs of the server are read', async (t) => {
  const log = (table: string) => ({ database: 'system', table, flush_interval_milliseconds: 1000 });
  const logs = ['query_log', 'query_thread_log', 'part_log', 'trace_log', 'metric_log', 'asynchronous_metric_log'];
  const server = await startServer({ config: Object.fromEntries(logs.map((name) => [name, log(name)])) });
  const client = createClient(server.url);
  t.teardown(() => server.close());
  t.teardown(() => client.close());
  await client.command('CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a');
  await client.insert('t', [{ a: 1 }]);
  await client.command('SYSTEM FLUSH LOGS');
  const result = await client.query<{ query: string }>(
    'SELECT * FROM system.query_log ORDER BY event_time_microseconds',
  );
  t.true(result.columnNames.length > 70);
  t.true(result.rows().some(({ query }) => query.startsWith('INSERT INTO `t`')));
  const present = await client.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = 'system' AND name LIKE '%_log'",
  );
  for (const { name } of present) {
    const { rowCount } = await client.query(`SELECT * FROM system.${name} LIMIT 3000`);
    t.true(rowCount >= 0, name);
  }
});
