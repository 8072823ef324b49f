import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import test from 'ava';

import { ProgrammingError, StreamClosedError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';

const numbers = 'SELECT number AS n FROM numbers(3)';

test('the format is that of the statement, of the option, or the default of the server', async (t) => {
  const client = await getClient();
  const text = async (sql: string, format?: string) => (await client.rawQuery(sql, { format })).toString();
  t.is(await text(numbers), '0\n1\n2\n');
  t.is(await text(numbers, 'CSVWithNames'), '"n"\n0\n1\n2\n');
  t.is(await text(`${numbers} FORMAT JSONEachRow`), '{"n":0}\n{"n":1}\n{"n":2}\n');
  t.is(await text(`${numbers} FORMAT JSONEachRow`, 'CSV'), '{"n":0}\n{"n":1}\n{"n":2}\n');
  t.true((await client.rawQuery(numbers, { format: 'Parquet' })).toString('latin1').startsWith('PAR1'));
  t.is((await client.rawQuery(numbers, { format: 'Native' })).toString('hex').slice(0, 4), '0103');
});

test('a result without bytes is an empty buffer', async (t) => {
  const client = await getClient();
  t.deepEqual(await client.rawQuery('SELECT 1 WHERE 0'), Buffer.alloc(0));
  t.deepEqual(await client.rawQuery('CREATE TABLE raw_ddl (a UInt8) ENGINE = Memory'), Buffer.alloc(0));
  t.deepEqual(await buffer(client.rawStream('SELECT 1 WHERE 0')), Buffer.alloc(0));
});

test('parameters, settings and the database go along', async (t) => {
  const client = await newClient({ database: 'system', queryLimit: 2 });
  const options = { parameters: { x: ['a', "b'c"] }, settings: { format_csv_delimiter: ';' }, format: 'CSV' };
  t.is((await client.rawQuery('SELECT {x:Array(String)}[2], 1', options)).toString(), '"b\'c";1\n');
  t.is((await client.rawQuery('SELECT currentDatabase()')).toString(), 'system\n');
  t.is((await client.rawQuery('SELECT currentDatabase()', { useDatabase: false })).toString(), 'default\n');
  t.is((await client.rawQuery('SELECT number FROM numbers(10)')).toString(), '0\n1\n');
  await client.close();
});

test('options that cannot be meant are refused', async (t) => {
  const client = await getClient();
  for (const options of [{ format: 'CSV; DROP' }, { format: '' }, { fmt: 'CSV' }, { queryFormats: {} }]) {
    await t.throwsAsync(client.rawQuery('SELECT 1', options as never), { code: 'ERR_INVALID_ARG' });
    const stream = client.rawStream('SELECT 1', options as never);
    await t.throwsAsync(buffer(stream), { code: 'ERR_INVALID_ARG' });
  }
  await t.throwsAsync(client.rawQuery(numbers, { format: 'Nonsense' }), {
    instanceOf: ProgrammingError,
    code: 'UNKNOWN_FORMAT',
  });
});

test('a stream gives the same bytes in pieces, and then its summary', async (t) => {
  const client = await getClient();
  const sql = 'SELECT number, toString(number) FROM numbers(500000) ORDER BY number';
  const whole = await client.rawQuery(sql, { format: 'CSV' });
  const stream = client.rawStream(sql, { format: 'CSV', queryId: 'raw-pieces' });
  t.is(stream.queryId, 'raw-pieces');
  const pieces: Buffer[] = [];
  for await (const piece of stream) {
    t.true(Buffer.isBuffer(piece) && piece.length > 0);
    pieces.push(piece);
  }
  t.true(pieces.length > 1);
  t.true(Buffer.concat(pieces).equals(whole));
  t.true((await stream.summary).elapsedNs > 0);
  t.throws(() => stream[Symbol.asyncIterator](), { instanceOf: StreamClosedError });
});

test('streams become those of Node and of the web', async (t) => {
  const client = await getClient();
  const directory = await mkdtemp(join(tmpdir(), 'raw-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const sql = 'SELECT number FROM numbers(300000)';
  const whole = await client.rawQuery(sql);
  const path = join(directory, 'numbers.tsv');
  await pipeline(client.rawStream(sql).toNodeStream(), createWriteStream(path));
  t.true((await readFile(path)).equals(whole));
  t.true(Buffer.from(await new Response(client.rawStream(sql).toWebStream() as never).arrayBuffer()).equals(whole));
});

test('whoever leaves a stream frees its connection', async (t) => {
  const client = await newClient({ maxConnections: 1 });
  for (let round = 0; round < 3; round++) {
    for await (const piece of client.rawStream('SELECT * FROM system.numbers')) {
      t.true(piece.length > 0);
      break;
    }
    const closed = client.rawStream('SELECT * FROM system.numbers');
    await closed[Symbol.asyncIterator]().next();
    await closed.close();
    await t.throwsAsync(buffer(closed), { instanceOf: StreamClosedError });
    await using disposed = client.rawStream('SELECT 1');
    await disposed.close();
  }
  t.is(await client.command('SELECT 1'), 1);
  await client.close();
});

test('first bytes are there while the query goes on', async (t) => {
  const client = await getClient();
  const sql = 'SELECT number, sleepEachRow(0.001) FROM system.numbers SETTINGS max_block_size = 1';
  for await (const piece of client.rawStream(sql, { format: 'TSV' })) {
    t.true(piece.toString().startsWith('0\t0\n'));
    break;
  }
  t.is(await client.command('SELECT 1'), 1);
});
