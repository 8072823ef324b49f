/** Every fault of the way × every method × every codec, in front of a real server. */
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';

import type { Client } from '../../index.js';
import { ClickHouseError, createClient } from '../../src/index.ts';
import { countRows, makeTable } from '../helpers/client.ts';
import { type Fault, startFaultyProxy } from '../helpers/faulty-proxy.ts';
import { getServer } from '../helpers/server.ts';
import { until } from '../helpers/wait.ts';

const codecs = [false, 'lz4', 'zstd', 'gzip', 'br', 'deflate'] as const;
const sql = 'SELECT number AS n, toString(number) AS s FROM numbers(300)';
const ROWS = 300;

const reads: Record<string, (client: Client) => Promise<number>> = {
  query: async (client) => (await client.query(sql)).rowCount,
  queryColumns: async (client) => (await client.queryColumns(sql)).s?.length ?? 0,
  queryRowsStream: async (client) => (await client.queryRowsStream(sql).toArray()).length,
  queryRowBlockStream: async (client) => (await client.queryRowBlockStream(sql).toArray()).flat().length,
  queryColumnBlockStream: async (client) =>
    (await client.queryColumnBlockStream(sql).toArray()).reduce((sum, { rowCount }) => sum + rowCount, 0),
  queryArrow: async (client) => (await client.queryArrow(sql)).numRows,
  queryArrowStream: async (client) =>
    (await client.queryArrowStream(sql).toArray()).reduce((sum, { numRows }) => sum + numRows, 0),
  command: async (client) => Number(await client.command(`SELECT count() FROM (${sql})`)),
  rawQuery: async (client) => lines(await client.rawQuery(sql, { format: 'CSV' })),
  rawStream: async (client) => lines(await buffer(client.rawStream(sql, { format: 'JSONEachRow' }))),
};

const typed = { columnNames: ['n'], columnTypes: ['UInt64'] };
const numbers = BigUint64Array.from({ length: ROWS }, (_, n) => BigInt(n));
const writes: Record<string, (client: Client, table: string) => Promise<number>> = {
  insert: async (client, table) => (await client.insert(table, { n: numbers }, typed)).writtenRows,
  'insert of a source': async (client, table) =>
    (await client.insert(table, new Set([...numbers].map((n) => [n])), typed)).writtenRows,
  rawInsert: async (client, table) =>
    (await client.rawInsert(table, [...numbers].join('\n'), { format: 'CSV' })).writtenRows,
};

function lines(bytes: Uint8Array): number {
  return Buffer.from(bytes).toString().trim().split('\n').length;
}

const headEnd = (data: Buffer): number => data.indexOf('\r\n\r\n') + 4;

async function inPieces(data: Buffer, size: number, pause: number, write: (piece: Buffer) => void): Promise<void> {
  for (let at = 0; at < data.length; at += size) {
    write(data.subarray(at, at + size));
    if (pause > 0) await sleep(pause);
  }
}

/** What goes well nevertheless. */
const harmless: Record<string, Fault> = {
  'a byte at a time': (client, data) => inPieces(data, 1, 0, (piece) => client.write(piece)),
  'a slow head': async (client, data, first) => {
    if (first) await inPieces(data, Math.ceil(data.length / 3), 40, (piece) => client.write(piece));
    else client.write(data);
  },
  'a slow body': (client, data) => inPieces(data, Math.ceil(data.length / 4), 20, (piece) => client.write(piece)),
  'a long header': (client, data, first) => {
    const line = data.indexOf('\r\n') + 2;
    const filler = first ? Buffer.from(`X-Filler: ${'x'.repeat(60_000)}\r\n`) : Buffer.alloc(0);
    client.write(Buffer.concat(first ? [data.subarray(0, line), filler, data.subarray(line)] : [data]));
  },
};

/** What is an error of every method. */
const harmful: Record<string, Fault> = {
  'a reset before the head': (client) => void client.resetAndDestroy(),
  'an end before the head': (client) => void client.end(),
  'a part of the head': (client, data) => void client.end(data.subarray(0, 30)),
  'a reset behind the head': (client, data) => {
    client.write(data.subarray(0, headEnd(data)), () => client.resetAndDestroy());
  },
  'an end behind the head': (client, data) => void client.end(data.subarray(0, headEnd(data))),
  'garbage for a head': (client, data) => void client.end(data.map((byte, at) => (byte * 31 + at * 7) % 256)),
  'thousands of headers': (client, data) => {
    const line = data.indexOf('\r\n') + 2;
    const fillers = Array.from({ length: 3000 }, (_, n) => `X-Filler-${n}: ${n}\r\n`).join('');
    client.write(Buffer.concat([data.subarray(0, line), Buffer.from(fillers), data.subarray(line)]));
  },
};

async function idle(client: Client): Promise<boolean> {
  return Object.values(client.metrics()).every(({ active, queued }) => active === 0 && queued === 0);
}

for (const compress of codecs) {
  for (const [name, fault] of Object.entries(harmless)) {
    test(`${name} changes nothing with compress ${compress}`, async (t) => {
      await using proxy = await startFaultyProxy(await getServer());
      await using client = createClient({ url: proxy.url, compress, queryRetries: 0 });
      const table = await makeTable('n UInt64');
      proxy.fault = fault;
      const answers = await Promise.all([
        ...Object.values(reads).map((read) => read(client)),
        ...Object.values(writes).map((write) => write(client, table)),
      ]);
      t.deepEqual(new Set(answers), new Set([ROWS]));
      t.is(await countRows(table), BigInt(ROWS * Object.keys(writes).length));
      await until(() => idle(client));
      t.pass();
    });
  }

  for (const [name, fault] of Object.entries(harmful)) {
    test(`${name} is an error of every method with compress ${compress}, and nothing is stored twice`, async (t) => {
      await using proxy = await startFaultyProxy(await getServer());
      await using client = createClient({ url: proxy.url, compress, queryRetries: 0, maxConnections: 4 });
      const table = await makeTable('n UInt64');
      proxy.fault = fault;
      const calls = [
        ...Object.entries(reads).map(([method, read]) => [method, read(client)] as const),
        ...Object.entries(writes).map(([method, write]) => [method, write(client, table)] as const),
      ];
      for (const [method, call] of calls) {
        const error: unknown = await call.then(
          (rows) => t.fail(`${method}: ${rows} rows`),
          (reason: unknown) => reason,
        );
        t.true(error instanceof ClickHouseError && error.host !== undefined, `${method}: ${String(error)}`);
      }
      // The server had got all of each before anything went wrong.
      t.is(await countRows(table), BigInt(ROWS * Object.keys(writes).length));
      await until(() => idle(client));
      proxy.fault = undefined;
      t.is(await client.command('SELECT 1'), 1);
    });
  }
}
