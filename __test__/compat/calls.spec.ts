import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import test from 'ava';

import { apis, connect, outcomes, same } from '../helpers/compat.ts';
import { reader } from '../helpers/server.ts';

const one = { query: 'SELECT 1 AS one', format: 'JSONEachRow' } as const;

test('what the server refuses is the same error, whatever the method', async (t) => {
  const query = 'SELECT nobody FROM numbers(1)';
  await same(t, async ({ client }) => client.query({ query }));
  await same(t, async ({ client }) => client.command({ query }));
  await same(t, async ({ client }) => client.exec({ query }));
  await same(t, async ({ client }) => client.query({ query: 'SELECT 1 1' }));
  await same(t, async ({ client }) => client.query({ query: 'SELECT * FROM no_database.at_all' }));
  await same(t, async ({ client }) => client.query({ query: "SELECT throwIf(1, 'with (brackets) of it')" }));
  await same(t, async ({ client }) => client.query({ ...one, clickhouse_settings: { no_setting: 1 } }));
});

test('errors know the query', async (t) => {
  const client = await connect(apis.ours);
  const query_id = randomUUID();
  const error = await t.throwsAsync(client.query({ query: 'SELECT nobody', query_id }));
  t.like(error?.cause, { queryId: query_id, serverCode: 47 });
});

test('wrong logins are refused with the same error', async (t) => {
  await same(t, async ({ client }) => client.query(one), { username: 'nobody', password: 'x' });
  await same(t, async ({ client }) => client.query({ ...one, auth: { username: 'nobody', password: 'x' } }));
});

test('a call can log in as somebody else', async (t) => {
  const outcome = await same(t, async ({ client }) => {
    const query = 'SELECT currentUser() AS user';
    const result = await client.query({ query, format: 'JSONEachRow', auth: reader });
    return [await result.json(), await (await client.query({ query, format: 'JSONEachRow' })).json()];
  });
  t.deepEqual(outcome, { value: [[{ user: 'reader' }], [{ user: 'default' }]] });
});

test('headers can log in where basic authentication is off', async (t) => {
  const Authorization = `Basic ${Buffer.from(`${reader.username}:${reader.password}`).toString('base64')}`;
  const whoami = { query: 'SELECT currentUser() AS user', format: 'JSONEachRow' } as const;
  const outcome = await same(t, async ({ client }) => (await client.query(whoami)).json(), {
    set_basic_auth_header: false,
    http_headers: { Authorization },
  });
  t.deepEqual(outcome, { value: [{ user: 'reader' }] });
  await same(
    t,
    async ({ client }) => {
      const result = await client.query({ ...whoami, http_headers: { Authorization } });
      return await result.json();
    },
    { set_basic_auth_header: false },
  );
  // The server of these tests knows no tokens, and says so.
  const refused = await same(t, async ({ client }) => client.query({ ...whoami, auth: { access_token: 'token' } }), {
    set_basic_auth_header: false,
    http_headers: { Authorization },
  });
  t.like(refused, { error: { type: 'AUTHENTICATION_FAILED' } });
});

test('settings of calls go above those of the client', async (t) => {
  const query =
    "SELECT name, value FROM system.settings WHERE name IN ('max_threads', 'max_block_size', 'final') ORDER BY 1";
  const outcome = await same(
    t,
    async ({ client }) => {
      const clickhouse_settings = { max_threads: undefined as never, max_block_size: '1000' };
      const result = await client.query({ query, format: 'JSONEachRow', clickhouse_settings });
      const { value } = (await result.json<{ value: string }>())[1] ?? {};
      const plain = await client.query({ query, format: 'JSONEachRow' });
      return [value, await plain.json()];
    },
    { clickhouse_settings: { max_threads: 3, max_block_size: '2000', final: 1 } },
  );
  t.like(outcome, { value: { 0: '1000' } });
});

test('maps are settings', async (t) => {
  const outcome = await same(t, async ({ api, client }) => {
    const clickhouse_settings = {
      additional_table_filters: api.SettingsMap.from({ 'system.numbers': 'number != 0' }),
    };
    const query = 'SELECT * FROM system.numbers LIMIT 1';
    return await (await client.query({ query, format: 'JSONCompactEachRow', clickhouse_settings })).json();
  });
  t.deepEqual(outcome, { value: [[1]] });
});

test('sessions keep temporary tables', async (t) => {
  const outcome = await same(
    t,
    async ({ client }) => {
      const session_id = randomUUID();
      await client.command({ query: 'CREATE TEMPORARY TABLE kept (a UInt8)', session_id });
      await client.insert({ table: 'kept', values: [[1]], session_id });
      return await (await client.query({ query: 'SELECT * FROM kept', format: 'CSV', session_id })).text();
    },
    { session_id: randomUUID() },
  );
  t.deepEqual(outcome, { value: '1\n' });
});

test('roles that a user has not are refused the same way', async (t) => {
  await same(t, async ({ client, table }) => {
    await client.command({ query: `CREATE ROLE ${table}` });
    const query = 'SELECT currentRoles() AS roles';
    return await (await client.query({ query, format: 'JSONEachRow', role: table })).json().catch(String);
  });
});

test('ids are those that were given, or random', async (t) => {
  await same(t, async ({ client }) => {
    const query_id = randomUUID();
    const given = await client.query({ query: 'SELECT queryID() AS id', format: 'JSONEachRow', query_id });
    const { query_id: random } = await client.command({ query: 'SELECT 1' });
    return [given.query_id === query_id, (await given.json<{ id: string }>())[0]?.id === query_id, random.length];
  });
});

test('responses have the same headers', async (t) => {
  const outcome = await same(t, async ({ client }) => {
    const { response_headers } = await client.query({ ...one, clickhouse_settings: { wait_end_of_query: 1 } });
    const { http_status_code, summary } = await client.exec({ query: 'SELECT 1' });
    return [Object.keys(response_headers).sort(), http_status_code, Object.keys(summary ?? {})];
  });
  t.true('value' in outcome);
});

test('exec gives the bytes of any format', async (t) => {
  await same(t, async ({ client }) => {
    const { stream } = await client.exec({
      query: 'SELECT number, toString(number) FROM numbers(100000) FORMAT Native;;',
    });
    return Buffer.concat(await stream.toArray()).toString('base64');
  });
});

test('exec sends data behind its statement', async (t) => {
  await same(t, async ({ client, table }) => {
    await client.command({ query: `CREATE TABLE ${table} (a UInt32, b String) ENGINE Memory` });
    const values = Readable.from(['1,x\n', '2,y\n'], { objectMode: false });
    const { stream } = await client.exec({ query: `INSERT INTO ${table} FORMAT CSV`, values });
    const answer = await stream.toArray();
    const result = await client.query({ query: `SELECT * FROM ${table} ORDER BY a`, format: 'JSONEachRow' });
    return [answer, await result.json()];
  });
});

test('refusals can be taken as answers', async (t) => {
  const { ours, theirs } = await outcomes(async ({ client }) => {
    const { stream, http_status_code } = await client.exec({ query: 'SELEC 1', ignore_error_response: true });
    const text = String(Buffer.concat(await stream.toArray()));
    // Ours cannot tell the server's version.
    return [http_status_code, text.replace(/ \(version .*\)/, '')];
  });
  t.deepEqual(ours, theirs);
  const command = await outcomes(async ({ client }) => {
    const { query_id } = await client.command({ query: 'SELEC 1', ignore_error_response: true });
    return query_id.length;
  });
  t.deepEqual(command.ours, { value: 36 });
});

test('packed answers can be handed on as they are', async (t) => {
  const outcome = await same(
    t,
    async ({ client }) => {
      const { stream, response_headers } = await client.exec({
        query: 'SELECT number FROM numbers(1000) FORMAT CSV',
        decompress_response_stream: false,
      });
      return [response_headers['content-encoding'], String(gunzipSync(Buffer.concat(await stream.toArray())))];
    },
    { compression: { response: true } },
  );
  t.true('value' in outcome);
});

test('commands tell what they did', async (t) => {
  await same(t, async ({ client, table }) => {
    await client.command({ query: `CREATE TABLE ${table} (a UInt32) ENGINE Memory;` });
    const clickhouse_settings = { wait_end_of_query: 1 } as const;
    const { summary } = await client.command({
      query: `INSERT INTO ${table} SELECT number FROM numbers(10)`,
      clickhouse_settings,
    });
    return [summary?.written_rows, summary?.result_rows, Object.keys(summary ?? {})];
  });
});

test('pings tell whether the server is there, and whether it lets the user in', async (t) => {
  const wrong = { username: 'nobody', password: 'x' };
  const ping = async (select: boolean, options = {}): Promise<unknown> =>
    same(
      t,
      async ({ api, client }) => {
        const answer = await client.ping({ select } as { select: false });
        return answer.success ? answer : [answer.error instanceof api.ClickHouseError, answer.error.message];
      },
      options,
    );
  t.deepEqual(await ping(false), { value: { success: true } });
  t.deepEqual(await ping(true), { value: { success: true } });
  t.deepEqual(await ping(false, wrong), { value: { success: true } });
  await ping(true, wrong);
});

test('a server that is not there is an error with the same code', async (t) => {
  const gone = { url: 'http://127.0.0.1:1' };
  await same(
    t,
    async ({ client }) => {
      const ping = await client.ping();
      const error = ping.success ? undefined : ping.error;
      const thrown = await client.query(one).catch((reason: unknown) => reason);
      return [(error as NodeJS.ErrnoException).code, (thrown as NodeJS.ErrnoException).code];
    },
    gone,
  );
});

test('an abort is the same error while the server or the client works', async (t) => {
  await same(t, async ({ client }) => {
    const controller = new AbortController();
    const query_id = randomUUID();
    const asked = client.query({ query: 'SELECT sleep(3)', query_id, abort_signal: controller.signal });
    asked.catch(() => undefined);
    const query = `SELECT 1 FROM system.processes WHERE query_id = '${query_id}'`;
    while ((await (await client.query({ query, format: 'CSV' })).text()) === '');
    controller.abort();
    await asked;
  });
  await same(t, async ({ client }) => {
    const controller = new AbortController();
    const asked = client.insert({
      table: 'nowhere',
      values: new Readable({ objectMode: true, read: () => undefined }),
      format: 'JSONEachRow',
      abort_signal: controller.signal,
    });
    setImmediate(() => controller.abort());
    await asked.catch(() => {
      throw new Error('aborted');
    });
  });
});

test('an abort before anything is sent is an error of ours as well', async (t) => {
  const client = await connect(apis.ours);
  const abort_signal = AbortSignal.abort();
  await t.throwsAsync(client.query({ ...one, abort_signal }), { message: 'The user aborted a request.' });
  await t.throwsAsync(client.insert({ table: 't', values: [[1]], abort_signal }), {
    message: 'The user aborted a request.',
  });
  t.false((await client.ping({ select: false, abort_signal })).success);
});

test('names in capitals in a message are not taken for the name of the error, as by @clickhouse/client', async (t) => {
  const { ours, theirs } = await outcomes(async ({ client }) => client.query({ query: 'SELEC 1' }));
  t.like(ours, { error: { code: '62', type: 'SYNTAX_ERROR' } });
  t.like(theirs, { error: { code: '62', type: 'SELEC' } });
});

test('a silent server is the same error', async (t) => {
  const query = 'SELECT sleepEachRow(1) FROM numbers(3) SETTINGS max_block_size = 1';
  await same(t, async ({ client }) => client.command({ query }), { request_timeout: 200 });
});

test('a closed client refuses calls, and can be disposed of', async (t) => {
  const client = await connect(apis.ours);
  await client[Symbol.asyncDispose]();
  await client.close();
  await t.throwsAsync(client.query(one), { code: 'ERR_CLIENT_CLOSED' });
});

test('a connection of somebody else is used', async (t) => {
  const asked: unknown[] = [];
  const reply = { query_id: 'id', response_headers: {} };
  const connection = {
    query: async (call: { query: string }) => {
      asked.push(call.query);
      return { ...reply, stream: Readable.from(['{"a":1}\n'], { objectMode: false }) };
    },
    insert: async ({ values }: { values: string | Readable }) => {
      asked.push(typeof values === 'string' ? values : String(Buffer.concat(await values.toArray())));
      return reply;
    },
    exec: async () => ({ ...reply, stream: Readable.from([]) }),
    command: async () => reply,
    ping: async () => ({ success: true }) as const,
    close: async () => undefined,
  };
  const client = apis.ours.createClient({ connection });
  const result = await client.query({ query: 'q', format: 'JSONEachRow' });
  t.deepEqual(await result.json(), [{ a: 1 }]);
  await client.insert({ table: 't', values: [[1]] });
  await client.insert({ table: 't', values: Readable.from([[2]]) });
  t.deepEqual(await client.ping(), { success: true });
  t.deepEqual(asked, ['q \nFORMAT JSONEachRow', '[1]\n', '[2]\n']);
});
