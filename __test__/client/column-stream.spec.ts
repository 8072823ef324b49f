import test from 'ava';

import { ProgrammingError } from '../../src/index.ts';
import { getClient } from '../helpers/client.ts';

const sql = 'SELECT number AS n, toString(number) AS s FROM numbers(10000) ORDER BY n SETTINGS max_block_size = 1000';

test('blocks come as the server cuts them', async (t) => {
  const client = await getClient();
  const blocks = await client.queryColumnBlockStream(sql).toArray();
  t.true(blocks.length >= 10);
  let next = 0n;
  for (const block of blocks) {
    t.deepEqual(block.columnNames, ['n', 's']);
    t.deepEqual(block.columnTypes.map(String), ['UInt64', 'String']);
    const { values } = block.column('n');
    t.true(values instanceof BigUint64Array);
    t.is(values?.length, block.rowCount);
    for (const value of values ?? []) if (value !== next++) t.fail(`${value} came out of order`);
  }
  t.is(next, 10_000n);
});

for (const blockSize of [1, 300, 1000, 2500, 9999, 10_000, 100_000]) {
  test(`column blocks of blockSize ${blockSize} are split or joined from what the server sends`, async (t) => {
    const client = await getClient();
    const rows = blockSize === 1 ? 100 : 10_000;
    const query = `SELECT * FROM (${sql}) WHERE n < ${rows} ORDER BY n`;
    const blocks = await client.queryColumnBlockStream(query, { blockSize }).toArray();
    const sizes = blocks.map(({ rowCount }) => rowCount);
    t.is(sizes.length, Math.ceil(rows / blockSize));
    t.true(sizes.slice(0, -1).every((size) => size === blockSize));
    t.is(sizes.at(-1), rows % blockSize || Math.min(rows, blockSize));
    t.deepEqual(
      blocks.flatMap((block) => Array.from(block.column('n').values as BigUint64Array)),
      Array.from({ length: rows }, (_, n) => BigInt(n)),
    );
    t.deepEqual(
      blocks.flatMap((block) => block.column(1).toArray()),
      Array.from({ length: rows }, (_, n) => String(n)),
    );
  });
}

test('a block gives rows, tuples and columns', async (t) => {
  const client = await getClient();
  const stream = client.queryColumnBlockStream(sql, { blockSize: 1500 });
  for await (const block of stream) {
    t.is(block.rowCount, 1500);
    t.deepEqual(block.rows().at(-1), { n: 1499n, s: '1499' });
    t.deepEqual(block.tuples().at(1000), [1000n, '1000']);
    t.deepEqual(
      block.columns().map(({ name, length }) => [name, length]),
      [
        ['n', 1500],
        ['s', 1500],
      ],
    );
    t.is(block.column('s').get(1499), '1499');
    t.throws(() => block.column('x'), { instanceOf: ProgrammingError, code: 'ERR_UNKNOWN_COLUMN' });
    break;
  }
});

test('blocks are kept as long as one likes', async (t) => {
  const client = await getClient();
  const columns = [];
  for await (const block of client.queryColumnBlockStream('SELECT number AS n FROM numbers(2000000)')) {
    columns.push(block.column('n'));
  }
  let sum = 0n;
  for (const column of columns) for (const value of column.values as BigUint64Array) sum += value;
  t.is(sum, (2_000_000n * 1_999_999n) / 2n);
});

test('NULLs of a block are marked', async (t) => {
  const client = await getClient();
  const query =
    'SELECT if(number % 2 = 0, NULL, number::Int32) AS n FROM numbers(6) ORDER BY number SETTINGS max_block_size = 2';
  const [block] = await client.queryColumnBlockStream(query, { blockSize: 5 }).toArray();
  t.deepEqual(block?.column('n').nulls, Uint8Array.of(1, 0, 1, 0, 1));
  t.deepEqual(block?.column('n').toArray(), [null, 1, null, 3, null]);
});
