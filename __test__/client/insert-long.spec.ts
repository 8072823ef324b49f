import test from 'ava';

import { createClient, DataError } from '../../src/index.ts';
import { getClient, makeTable } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

const long = Array.from({ length: 2048 }, (_, n) => n % 100);

// 134 million elements: more than a list of V8 can have, which ended the process.
for (const [form, row] of Object.entries({
  'plain arrays': long,
  'typed arrays of the element': Uint8Array.from(long),
  'other typed arrays': Float32Array.from(long),
})) {
  test.serial(`many long rows of ${form} are written in smaller blocks`, async (t) => {
    const client = await getClient();
    const table = await makeTable('a Array(UInt8), s UInt64 MATERIALIZED arraySum(a)', 'ENGINE = Null');
    const sums = await makeTable('c UInt64, s UInt64');
    await client.command(
      `CREATE MATERIALIZED VIEW ${table}_view TO ${sums} AS SELECT count() AS c, sum(arraySum(a)) AS s FROM ${table}`,
    );
    await client.insert(table, { a: new Array(65_536).fill(row) });
    const sum = long.reduce((a, b) => a + b, 0);
    t.deepEqual(await client.command(`SELECT sum(c), sum(s) FROM ${sums}`), [65_536n, BigInt(sum * 65_536)]);
  });
}

test.serial('heavy rows go in blocks of few, light ones in blocks of many', async (t) => {
  const client = await getClient();
  const heavy = 'x'.repeat(1_000_000);
  const rows = Array.from({ length: 3000 }, (_, n) => ({ n, s: n % 10 === 9 && n < 2000 ? heavy : 'light' }));
  const table = await makeTable('n UInt32, s String, f FixedString(8)');
  await client.insert(
    table,
    rows.map((row) => ({ ...row, f: 'same' })),
  );
  const sql = `SELECT count(), uniqExact(n), countIf(length(s) = if(n % 10 = 9 AND n < 2000, 1000000, 5)) FROM ${table}`;
  t.deepEqual(await client.command(sql), [3000n, 3000n, 3000n]);
});

test.serial('a value with more elements or bytes than can be sent is an error', async (t) => {
  await using fake = await startFake((response) => response.writeHead(200).end());
  await using client = createClient(fake.url);
  const bytes = Buffer.alloc(2 ** 30);
  for (const [type, value, reason] of [
    ['Array(Array(UInt8))', [new Uint8Array(2 ** 25), new Int8Array(2 ** 25 + 1)], /67108864 elements/],
    ['Array(String)', [bytes, bytes, bytes, bytes, bytes], /4 GiB/],
  ] as const) {
    const options = { columnNames: ['x'], columnTypes: [type] };
    const call = client.insert('t', [{ x: value }], options);
    const error = await t.throwsAsync(call, { instanceOf: DataError, code: 'ERR_INVALID_VALUE' });
    t.regex(error?.message ?? '', reason);
  }
  t.is(fake.received.length, 0);
});

test('values that hold themselves are refused and not weighed for ever', async (t) => {
  await using fake = await startFake((response) => response.writeHead(200).end());
  await using client = createClient(fake.url);
  const cycle: unknown[] = [];
  cycle.push(cycle, cycle);
  for (const type of ['Map(String, String)', 'Array(Array(String))', 'Tuple(String, String)']) {
    const options = { columnNames: ['x'], columnTypes: [type] };
    await t.throwsAsync(client.insert('t', [[cycle]], options), { instanceOf: DataError, code: 'ERR_INVALID_VALUE' });
  }
});
