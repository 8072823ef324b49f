import { readFileSync } from 'node:fs';
import test from 'ava';

import { createClient } from '../../src/index.ts';
import { contents, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const getPlain = newClient({ useProtocolVersion: false });

test.after.always(async () => (await getPlain).close());

test('queries name the protocol version only where it is to be used, inserts never', async (t) => {
  await using fake = await startFake((response, { query }) => {
    response.setHeader('X-ClickHouse-Format', 'Native');
    const info = query.has('client_protocol_version') ? [1, 0, 2, 255, 255, 255, 255, 0] : [];
    response.end(Buffer.concat([Buffer.from([...info, 1, 1, 1, 97, 5]), Buffer.from('UInt8'), Buffer.from([7])]));
  });
  for (const useProtocolVersion of [true, false]) {
    await using client = createClient({ url: fake.url, useProtocolVersion });
    t.is(await client.command('SELECT 7 AS a'), 7);
  }
  await using address = createClient(`${fake.url}?useProtocolVersion=false`);
  t.is(await address.command('SELECT 7 AS a'), 7);
  const sent = fake.received.map(({ query }) => query.get('client_protocol_version'));
  t.deepEqual(sent, ['54405', null, null]);
});

test('what a server of 26.9 writes at its own version is read where it is asked for', async (t) => {
  const recorded = (path: string) => readFileSync(new URL(`../../testdata/${path}`, import.meta.url));
  for (const noun of ['string', 'array', 'map', 'int', 'names']) {
    await using fake = await startFake((response) => {
      response.setHeader('X-ClickHouse-Format', 'Native');
      response.end(recorded(`revision_54492/${noun}.native`));
    });
    await using client = createClient(`${fake.url}?useProtocolVersion=54492`);
    const options = { queryFormats: { '*Int*': 'string', Map: 'pairs' } };
    const [names, , ...rows] = recorded(`${noun}.jsonl`)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const result = await client.query('SELECT 1', options);
    t.deepEqual(result.columnNames, names);
    t.is(result.rowCount, rows.length);
    if (noun === 'string')
      t.deepEqual(
        result.column('ascii').toArray(),
        rows.map((row) => row[names.indexOf('ascii')]),
      );
    t.is(fake.received[0]?.query.get('client_protocol_version'), '54492');
  }
  t.throws(() => createClient({ useProtocolVersion: 54_460 as 54_405 }), { message: /useProtocolVersion.*54492/ });
});

for (const seed of seeds(30)) {
  const type = randomType(seeded(seed));
  test(`seed ${seed} reads the same without the protocol version: ${type}`, async (t) => {
    const structure = `x ${type}`.replace(/[\\']/g, '\\$&');
    const sql = `SELECT x FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT 60`;
    const options = {
      settings: { allow_suspicious_low_cardinality_types: 1 },
      queryFormats: { Map: 'pairs' },
    } as const;
    const [one, other] = await Promise.all([getClient(), getPlain].map(async (c) => (await c).query(sql, options)));
    t.deepEqual(other?.column('x').toArray(), one?.column('x').toArray());
    const name = one?.columnTypes[0]?.name;
    t.is(other?.columnTypes[0]?.name, name?.startsWith('DateTime(') ? 'DateTime' : name);
  });
}

test('columns that tell their own types read the same without the protocol version', async (t) => {
  const sql = `SELECT [1, 'a', NULL, today()]::Array(Dynamic) AS d, '{"a":{"b":[{"c":1.5}]},"t":7}'::JSON(t UInt8) AS j,
    [1, 'x', NULL]::Array(Variant(String, UInt8)) AS v, sumState(1) AS s, '{"a":1}'::JSON(max_dynamic_paths=0) AS shared`;
  const [one, other] = await Promise.all([getClient(), getPlain].map(async (c) => (await c).query(sql)));
  t.deepEqual(other?.rows(), one?.rows());
  t.deepEqual(other?.columnTypes.map(String), one?.columnTypes.map(String));
});

test('without the protocol version a DateTime loses its zone, and nothing inside of another type does', async (t) => {
  const plain = await getPlain;
  const sql = `SELECT toDateTime(0, 'Asia/Tokyo') AS a, toNullable(toDateTime(0, 'Asia/Tokyo')) AS b,
    toDateTime64(0, 0, 'Asia/Tokyo') AS c`;
  const queryFormats = { 'DateTime*': 'string' };
  const texts = async (options: object) => (await plain.query(sql, { queryFormats, ...options })).firstTuple();
  t.deepEqual(await texts({}), ['1970-01-01 00:00:00', '1970-01-01 09:00:00', '1970-01-01 09:00:00']);
  const cured = ['1970-01-01 09:00:00', '1970-01-01 09:00:00', '1970-01-01 09:00:00'];
  t.deepEqual(await texts({ columnTzs: { a: 'Asia/Tokyo' } }), cured);
  t.deepEqual(await texts({ queryTz: 'Asia/Tokyo' }), cured);
  t.deepEqual((await plain.query(sql)).firstTuple(), [new Date(0), new Date(0), new Date(0)]);
});

for (const compress of [false, 'lz4'] as const) {
  test(`many blocks, empty results, failures and inserts go on as ever, with compress ${compress}`, async (t) => {
    await using client = await newClient({ useProtocolVersion: false, compress });
    const result = await client.query('SELECT number, toString(number) AS s FROM numbers(200000)');
    t.deepEqual([result.rowCount, result.tuples().at(-1)], [200_000, [199_999n, '199999']]);
    t.deepEqual((await client.query('SELECT 1 AS a WHERE 0')).columnNames, ['a']);
    const failing = 'SELECT throwIf(number = 900000) AS x, randomString(100) FROM numbers(1000000)';
    const settings = { max_block_size: 1000 };
    await t.throwsAsync(client.queryRowBlockStream(failing, { settings }).toArray(), {
      code: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO',
    });
    const table = await makeTable("a DateTime('Asia/Tokyo'), b LowCardinality(String)");
    await client.insert(table, [[new Date(0), 'x']]);
    t.deepEqual(await contents(table), [[new Date(0), 'x']]);
  });
}
