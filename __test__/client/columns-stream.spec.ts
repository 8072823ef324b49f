import test from 'ava';

import { getClient } from '../helpers/client.ts';

const sql =
  'SELECT number AS n, toString(number) AS s, nullIf(number, 3) AS m FROM numbers(10000) ORDER BY n SETTINGS max_block_size = 1000';

test('columns come as records of arrays, together what queryColumns gives', async (t) => {
  const client = await getClient();
  const whole = await client.queryColumns(sql);
  for (const blockSize of [undefined, 300, 2500, 100_000]) {
    const options = blockSize === undefined ? {} : { blockSize };
    const pieces = await client.queryColumnsStream(sql, options).toArray();
    t.true(pieces.every(({ n }) => n instanceof BigUint64Array));
    if (blockSize !== undefined) t.is(pieces.length, Math.ceil(10_000 / blockSize));
    for (const name of ['n', 's', 'm']) {
      t.deepEqual(
        pieces.flatMap((piece) => Array.from(piece[name] ?? [])),
        Array.from(whole[name] ?? []),
      );
    }
  }
});
