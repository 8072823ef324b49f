import test from 'ava';

import { getClient } from '../helpers/client.ts';

const sql =
  'SELECT number AS n, toString(number) AS s FROM numbers({rows:UInt64}) ORDER BY n SETTINGS max_block_size = 1000';

function objects(rows: number): { n: bigint; s: string }[] {
  return Array.from({ length: rows }, (_, n) => ({ n: BigInt(n), s: String(n) }));
}

test('rows come one at a time, in order', async (t) => {
  const client = await getClient();
  const rows: unknown[] = [];
  for await (const row of client.queryRowsStream(sql, { parameters: { rows: 12_345 } })) rows.push(row);
  t.deepEqual(rows, objects(12_345));
});

test('rows come as arrays when asked for', async (t) => {
  const client = await getClient();
  const options = { parameters: { rows: 2 }, rowShape: 'tuple' } as const;
  const tuples = [
    [0n, '0'],
    [1n, '1'],
  ];
  t.deepEqual(await client.queryRowsStream(sql, options).toArray(), tuples);
  t.deepEqual(await client.queryRowBlockStream(sql, options).toArray(), [tuples]);
});

test('row blocks hold at most 4096 rows', async (t) => {
  const client = await getClient();
  const options = { parameters: { rows: 20_000 }, settings: { max_block_size: 10_000 } };
  const blocks = await client.queryRowBlockStream('SELECT number FROM numbers({rows:UInt64})', options).toArray();
  t.true(blocks.every(({ length }) => length > 0 && length <= 4096));
  t.is(blocks.flat().length, 20_000);
});

for (const [blockSize, rows] of [
  [1, 10],
  [7, 100],
  [1000, 5000],
  [2500, 5000],
  [9999, 25_000],
  [100_000, 25_000],
] as const) {
  test(`row blocks of blockSize ${blockSize} are split or joined from what the server sends`, async (t) => {
    const client = await getClient();
    const blocks = await client.queryRowBlockStream(sql, { parameters: { rows }, blockSize }).toArray();
    const sizes = blocks.map(({ length }) => length);
    t.true(sizes.slice(0, -1).every((size) => size === blockSize));
    t.is(sizes.length, Math.ceil(rows / blockSize));
    t.deepEqual(blocks.flat(), objects(rows));
  });
}

test('an empty result has no items', async (t) => {
  const client = await getClient();
  const options = { parameters: { rows: 0 } };
  t.deepEqual(await client.queryRowsStream(sql, options).toArray(), []);
  t.deepEqual(await client.queryRowBlockStream(sql, options).toArray(), []);
  t.deepEqual(await client.queryRowBlockStream(sql, { ...options, blockSize: 10 }).toArray(), []);
});

test('rows of nothing but empty texts are rows', async (t) => {
  const client = await getClient();
  let count = 0;
  for await (const row of client.queryRowsStream("SELECT '' AS e FROM numbers(100000)")) {
    if (row.e === '') count++;
  }
  t.is(count, 100_000);
});

test('wide rows come in blocks of fewer rows', async (t) => {
  const client = await getClient();
  const list = Array.from({ length: 500 }, (_, index) => `number + ${index} AS c${index}`).join(', ');
  const blocks = await client.queryRowBlockStream(`SELECT ${list} FROM numbers(2000)`).toArray();
  t.is(blocks.flat().length, 2000);
  t.is(blocks.flat().at(-1)?.c499, 2498n);
});

test('a null that is a row is no end', async (t) => {
  const client = await getClient();
  const rows = await client.queryRowsStream('SELECT NULL AS n FROM numbers(3)').toArray();
  t.deepEqual(rows, [{ n: null }, { n: null }, { n: null }]);
});
