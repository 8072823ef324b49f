/** Packages in use, named in the User-Agent. */
import test from 'ava';

import { createClient } from '../../src/index.ts';
import { getServer } from '../helpers/server.ts';

const AGENT = 'SELECT http_user_agent FROM system.processes WHERE query_id = queryID()';

test('the User-Agent names Arrow and Polars once they are used, where it may', async (t) => {
  const { url } = await getServer();
  await using client = createClient({ url, clientName: 'shop' });
  await using silent = createClient({ url, sendIntegrationTags: false });
  t.notRegex(await client.command<string>(AGENT), /arrow/);
  await client.queryArrow('SELECT 1');
  t.regex(await client.command<string>(AGENT), /^shop clickhouse-connect\/\S+ \(.*\) apache-arrow\/\d+\.\d+\.\d+$/);
  await client.queryDf('SELECT 1');
  t.regex(await client.command<string>(AGENT), /\) apache-arrow\/[\d.]+ nodejs-polars\/[\d.]+$/);
  t.notRegex(await silent.command<string>(AGENT), /arrow|polars/);
});
