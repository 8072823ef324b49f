import test from 'ava';

import { startServer } from '../src/embedded/index.ts';
import { createClient, OperationalError } from '../src/index.ts';

const users = {
  plain: 'pass:word %2F ?&#',
  spaced: ' leading and trailing ',
  unicode: 'pässwörd 😀',
  empty: '',
};

test('users log in with any password, given as an option or in a URL', async (t) => {
  await using server = await startServer({
    users: Object.fromEntries(Object.entries(users).map(([name, password]) => [name, { password }])),
  });
  for (const [username, password] of Object.entries(users)) {
    await using byOption = createClient({ url: server.url, username, password });
    t.is(await byOption.command('SELECT currentUser()'), username);
    const url = new URL(server.url);
    url.username = encodeURIComponent(username);
    url.password = encodeURIComponent(password);
    await using byUrl = createClient(url);
    t.is(await byUrl.command('SELECT currentUser()'), username);
    await using wrong = createClient({ url: server.url, username, password: `${password}x` });
    const error = await t.throwsAsync(wrong.query('SELECT 1'), { instanceOf: OperationalError });
    t.is(error?.serverCode, 516);
  }
});

test('the name of the application stands in the log of queries', async (t) => {
  await using server = await startServer();
  await using client = createClient({ url: server.url, clientName: 'shop/7', productName: 'orm' });
  const agent = await client.command<string>('SELECT http_user_agent FROM system.processes WHERE query_id = queryID()');
  t.regex(agent, /^shop\/7 orm clickhouse-connect\/\d/);
});
