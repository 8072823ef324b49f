import { Readable } from 'node:stream';
import test from 'ava';

import type { RawBody } from '../../index.js';
import { ClickHouseError, InterfaceError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable, newClient } from '../helpers/client.ts';

const csv = '1,"a"\n2,"ü"\n';
const rows = [
  [1, 'a'],
  [2, 'ü'],
];

test('data stands behind the statement', async (t) => {
  for (const compress of [false, 'lz4', 'zstd', 'gzip'] as const) {
    await using client = await newClient({ compress });
    const bodies: Record<string, RawBody> = {
      text: csv,
      Buffer: Buffer.from(csv),
      'a stream': Readable.from([csv.slice(0, 4), csv.slice(4)]),
      'a generator': [csv].values(),
    };
    for (const [kind, data] of Object.entries(bodies)) {
      const table = await makeTable('a UInt8, s String');
      const summary = await client.command<{ writtenRows: number }>(`INSERT INTO ${table} FORMAT CSV`, { data });
      t.is(summary.writtenRows, 2, kind);
      t.deepEqual(await contents(table), rows, kind);
    }
  }
});

test('what ends a statement is no part of the data', async (t) => {
  const client = await getClient();
  for (const end of ['\n', ';', ' ;\n  ', ' -- rows', '\n/* rows */;\n']) {
    for (const format of ['TSV', 'LineAsString']) {
      const table = await makeTable('s String');
      await client.command(`INSERT INTO ${table} FORMAT ${format}${end}`, { data: 'x\n' });
      t.deepEqual(await contents(table), [['x']], format + end);
    }
  }
});

test('data goes with INSERT alone, and becomes no part of other statements', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  await client.insert(table, [{ a: 1 }]);
  for (const sql of [`DELETE FROM ${table} WHERE a = 2`, 'SELECT 1 +', '-- nothing']) {
    const expected = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message: /'data'/ };
    await t.throwsAsync(client.command(sql, { data: 'OR 1 = 1' }), expected, sql);
  }
  t.is(await countRows(table), 1n);
});

test('long statements and parameters go along with data', async (t) => {
  const client = await getClient();
  for (const size of [0, 100_000]) {
    const table = await makeTable('a UInt8, s String');
    const sql = `INSERT INTO ${table} /* ${'x'.repeat(size)} */ SELECT a, concat(s, {end:String}) FROM input('a UInt8, s String') FORMAT CSV`;
    await client.command(sql, { data: csv, parameters: { end: '!' } });
    t.deepEqual(await contents(table), [
      [1, 'a!'],
      [2, 'ü!'],
    ]);
  }
});

test('a stream of data is sent in little memory and read to its end', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const chunk = Buffer.from(Array.from({ length: 50_000 }, (_, n) => `${n}\n`).join(''));
  await client.command(`INSERT INTO ${table} FORMAT TSV`, {
    data: Readable.from(Array.from({ length: 40 }, () => chunk)),
  });
  t.deepEqual(await client.command(`SELECT count(), sum(n) FROM ${table}`), [2_000_000n, 40n * 1_249_975_000n]);
});

test('a command with data that fails is told, and stores nothing', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, s String');
  const insert = (data: RawBody) => client.command(`INSERT INTO ${table} FORMAT CSV`, { data });
  await t.throwsAsync(insert('x'), { instanceOf: ClickHouseError });
  const mine = new Error('mine');
  async function* failing(): AsyncGenerator<string> {
    yield csv.repeat(100_000);
    throw mine;
  }
  t.is(await t.throwsAsync(insert(failing())), mine);
  t.is(await countRows(table), 0n);
});
