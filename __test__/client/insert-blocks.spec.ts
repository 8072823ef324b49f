import { randomUUID } from 'node:crypto';
import test from 'ava';

import type { InsertData } from '../../index.js';
import { DataError } from '../../src/index.ts';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

const rowCount = 200_000;
const rows = Array.from({ length: rowCount }, (_, n) => ({ n, s: `text ${n}`, f: n / 7 }));
const wanted = [BigInt(rowCount), BigInt((rowCount * (rowCount - 1)) / 2), 2_088_890n];

for (const compression of [false, true, 'lz4'] as const) {
  test(`many rows are written in several blocks with compression ${compression}`, async (t) => {
    const client = await getClient();
    for (const data of [
      rows,
      rows.map(({ n, s, f }) => [n, s, f]),
      { n: Uint32Array.from(rows, ({ n }) => n), s: rows.map(({ s }) => s), f: Float64Array.from(rows, ({ f }) => f) },
    ]) {
      const table = await makeTable('n UInt32, s String, f Float64', 'ENGINE = MergeTree ORDER BY n');
      const result = await client.insert(table, data as InsertData, { compression });
      t.is(result.writtenRows, rowCount);
      const sums = `SELECT count(), sum(n), sum(length(s)) FROM ${table} WHERE s = concat('text ', toString(n)) AND f = n / 7`;
      t.deepEqual(await client.command(sums), wanted);
    }
  });
}

test('compression is that of the call, of the client, or none for loopback', async (t) => {
  await using fake = await startFake((response) => response.writeHead(200).end());
  const options = { columnTypes: ['String'], columnNames: ['s'] };
  const data = [['x'.repeat(100_000)]];
  for (const [compress, compression, wanted] of [
    [undefined, undefined, false],
    [undefined, true, true],
    ['lz4', undefined, true],
    ['lz4', false, false],
    [false, 'lz4', true],
  ] as const) {
    await using client = await newClient({ url: fake.url, compress });
    await client.insert('t', data, { ...options, compression });
    const { query, body } = fake.received.at(-1) ?? {};
    t.is(query?.get('decompress'), wanted ? '1' : null);
    t.is((body?.length ?? 0) < 10_000, wanted);
  }
});

test('a value that does not fit in the last block leaves nothing behind', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32, s String, f Float64');
  const bad = [...rows, { n: -1, s: 'x', f: 0 }];
  const error = await t.throwsAsync(client.insert(table, bad), { instanceOf: DataError, code: 'ERR_INVALID_VALUE' });
  t.true(
    [table, "'n'", 'UInt32', `row ${rowCount}`, '-1'].every((part) => error?.message.includes(part)),
    error?.message,
  );
  t.is(await countRows(table), 0n);
});

test('a constraint that a late row violates leaves nothing behind', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32, s String, f Float64, CONSTRAINT below CHECK n < 199000');
  await t.throwsAsync(client.insert(table, rows), { code: 'VIOLATED_CONSTRAINT' });
  t.is(await countRows(table), 0n);
});

test('values larger than a network buffer go through', async (t) => {
  const client = await getClient();
  const table = await makeTable('s String, a Array(UInt32)');
  const s = 'é'.repeat(3_000_000);
  const a = Array.from({ length: 300_000 }, (_, n) => n);
  for (const compression of [false, true]) {
    await client.insert(table, [{ s, a }], { compression });
  }
  const result = await client.query<{ s: string; a: number[] }>(`SELECT * FROM ${table}`);
  t.is(result.rowCount, 2);
  t.true(result.rows().every((row) => row.s === s && row.a.length === a.length));
});

test('blocks that compression cannot shrink go through among others that it can', async (t) => {
  const client = await getClient();
  const table = await makeTable('s String');
  const noise = Array.from({ length: 70_000 }, () => randomUUID() + randomUUID());
  const data = [...noise, ...noise.map(() => 'x'), ...noise].map((s) => [s]);
  await client.insert(table, data, { compression: 'lz4' });
  t.is(await client.command(`SELECT uniqExact(s) FROM ${table}`), 70_001n);
  const bytes = await makeTable('n UInt64');
  const random = () => crypto.getRandomValues(new BigUint64Array(8192));
  await client.insert(
    bytes,
    [...random(), ...new Array<bigint>(200_000).fill(7n), ...random()].map((n) => [n]),
    {
      compression: 'lz4',
    },
  );
  t.is(await client.command(`SELECT uniqExact(n) FROM ${bytes}`), 16_385n);
});

test('the event loop runs while a large insert is encoded', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32, s String, f Float64');
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await client.insert(table, rows);
  clearInterval(timer);
  t.true(turns > 2, String(turns));
});

test('inserts at once do not mix their rows', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt32, b UInt32');
  const data = (a: number) => Array.from({ length: 5000 }, (_, b) => ({ a, b: a * 10_000 + b }));
  await Promise.all(Array.from({ length: 20 }, (_, a) => client.insert(table, data(a), { compression: a % 2 === 0 })));
  const sql = `SELECT count(), uniqExact(a), countIf(intDiv(b, 10000) != a) FROM ${table}`;
  t.deepEqual(await client.command(sql), [100_000n, 20n, 0n]);
});
