import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import test from 'ava';

import type { Client } from '../../index.js';
import { ClickHouseError, createClient, StreamFailureError } from '../../src/index.ts';
import { type Recording, recordCompressed, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';

const sql = `SELECT number AS n, toString(number) AS s, [number, number] AS a, if(number % 2 = 0, NULL, number / 3) AS f,
  map('k', number) AS m, toLowCardinality(toString(number % 2)) AS lc, toDecimal64(number, 2) AS d, (number, 'x') AS t
  FROM numbers(3) ORDER BY n`;

/** How a response that was cut ends. */
type Ending = 'a good end' | 'a close' | 'a reset' | 'an open chunk';

function cut(response: ServerResponse, { headers, body }: Recording, at: number, ending: Ending): void {
  const part = body.subarray(0, at);
  if (ending === 'a good end') {
    response.writeHead(200, { ...headers, 'content-length': at }).end(part);
    return;
  }
  response.writeHead(200, ending === 'an open chunk' ? headers : { ...headers, 'content-length': body.length });
  response.flushHeaders();
  const leave = () => (ending === 'a reset' ? response.socket?.resetAndDestroy() : response.socket?.end());
  if (at === 0) leave();
  else response.write(part, leave);
}

/** What each way of reading makes of a response. */
function readings(client: Client): (() => Promise<unknown>)[] {
  return [
    async () => (await client.query(sql)).tuples(),
    async () => Object.keys(await client.queryColumns(sql)),
    async () => await client.queryRowsStream(sql, { rowShape: 'tuple' }).toArray(),
    async () => (await client.queryColumnBlockStream(sql).toArray()).map((block) => block.tuples()),
  ];
}

/** The same for the methods that read no format. */
function rawReadings(client: Client): (() => Promise<unknown>)[] {
  return [async () => await client.rawQuery(sql), async () => await buffer(client.rawStream(sql))];
}

for (const compress of [false, 'lz4', 'zstd', 'gzip', 'br', 'deflate'] as const) {
  for (const ending of ['a good end', 'a close', 'a reset', 'an open chunk'] as const) {
    test(`a response with compress ${compress} that is cut at any byte with ${ending} is an error`, async (t) => {
      const whole = await recordCompressed((await getServer()).url, sql, compress);
      let at = 0;
      await using fake = await startFake((response) => cut(response, whole, at, ending));
      await using client = createClient({ url: fake.url, compress, queryRetries: 0 });
      // Nothing but HTTP tells where bytes end that are in no codec.
      const silent = compress === false && ending === 'a good end';
      const ways = silent ? readings(client) : [...readings(client), ...rawReadings(client)];
      for (at = 1; at < whole.body.length; at++) {
        const read = ways[at % ways.length] ?? ways[0];
        const error: unknown = await read?.().then(
          (value) => t.fail(`${at} bytes of ${whole.body.length} passed for ${JSON.stringify(value)}`),
          (thrown: unknown) => thrown,
        );
        if (!(error instanceof StreamFailureError)) {
          t.fail(`${at} bytes of ${whole.body.length}: ${String(error)}`);
          break;
        }
        if (error.code !== 'ERR_STREAM_FAILURE') t.fail(`${at} bytes of ${whole.body.length}: ${error.code}`);
      }
      t.is(fake.received.length, whole.body.length - 1);
    });
  }

  test(`the whole response with compress ${compress} is read`, async (t) => {
    const whole = await recordCompressed((await getServer()).url, sql, compress);
    await using fake = await startFake((response) => replay(response, whole));
    await using client = createClient({ url: fake.url, compress, queryRetries: 0 });
    const [query = async () => [], ...others] = readings(client);
    const rows = await query();
    t.is((rows as unknown[]).length, 3);
    for (const read of [...others, ...rawReadings(client)]) t.truthy(await read());
  });

  test(`a response with compress ${compress} that lost its last block is an error when HTTP says so`, async (t) => {
    const blocks = 'SELECT 1 AS a UNION ALL SELECT 2 AS a UNION ALL SELECT 3 AS a SETTINGS max_threads = 1';
    const whole = await recordCompressed((await getServer()).url, blocks, compress);
    let at = 0;
    await using fake = await startFake((response) => cut(response, whole, at, 'a close'));
    await using client = createClient({ url: fake.url, compress, queryRetries: 0 });
    for (at = 0; at < whole.body.length; at++) {
      const error = await t.throwsAsync(client.query(blocks), { code: 'ERR_STREAM_FAILURE' });
      t.true(error instanceof StreamFailureError && error.message.includes(fake.host));
    }
  });

  test(`a response with compress ${compress} of which a bit is wrong never crashes or hangs`, async (t) => {
    const whole = await recordCompressed((await getServer()).url, sql, compress);
    let at = 0;
    let bit = 0;
    await using fake = await startFake((response) => {
      const body = Buffer.from(whole.body);
      body[at] = (body[at] ?? 0) ^ (1 << bit);
      replay(response, { ...whole, body });
    });
    await using client = createClient({ url: fake.url, compress, queryRetries: 0 });
    const ways = [...readings(client), ...rawReadings(client)];
    let failures = 0;
    for (at = 0; at < whole.body.length; at++) {
      bit = (at * 5) % 8;
      const error: unknown = await ways[at % ways.length]?.().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error === undefined) continue;
      failures++;
      if (!(error instanceof ClickHouseError)) {
        t.fail(`byte ${at}, bit ${bit}: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
    // The header of gzip has no checksum, and Brotli has none at all.
    t.true(compress === 'lz4' ? failures === whole.body.length : failures > 10, `${failures} of ${whole.body.length}`);
  });
}
