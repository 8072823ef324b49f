import test from 'ava';

import { PreciseDate } from '../../src/index.ts';
import {
  agrees,
  createTable,
  fingerprint,
  getClient,
  goesBack,
  reads,
  rejects,
  rejectsTheLast,
  same,
  writes,
} from '../helpers/columns.ts';

const fromText = (text: string) => text;

test('LowCardinality is the value of its dictionary', async (t) => {
  await reads(t, "SELECT toLowCardinality(arrayJoin(['a', '', 'é', 'a'])) AS x", { fromText });
  await reads(t, "SELECT toLowCardinality(arrayJoin(['a', NULL, '', 'a', NULL])) AS x", { fromText });
  await reads(t, "SELECT CAST(arrayJoin([NULL, NULL]), 'LowCardinality(Nullable(String))') AS x", { fromText });
  await reads(t, 'SELECT toLowCardinality(arrayJoin([3, 0, 3])) AS x', { fromText: Number });
});

/** Dictionaries whose keys take one, two and four bytes. */
for (const size of [255, 256, 257, 65_535, 65_536, 70_000]) {
  test(`a dictionary of ${size} values is read and written`, async (t) => {
    const client = await getClient();
    const sql = `SELECT toLowCardinality(concat('v', toString(number % ${size}))) AS x, toLowCardinality(if(number % 3 = 0, NULL, x)) AS y FROM numbers(140000)`;
    const result = await client.query(sql, { settings: { max_block_size: 140_000 } });
    const x = Array.from({ length: 140_000 }, (_, n) => `v${n % size}`);
    same(t, result.column('x').toArray(), x, 'x');
    same(
      t,
      result.column('y').toArray(),
      x.map((value, n) => (n % 3 === 0 ? null : value)),
      'y',
    );
    const copy = await createTable('(x LowCardinality(String), y LowCardinality(Nullable(String)))');
    await client.insert(copy, result.rows());
    await client.command(`CREATE TABLE ${copy}s ENGINE = Memory AS ${sql}`);
    t.deepEqual(await fingerprint(copy), await fingerprint(`${copy}s`));
  });
}

test('every type that may be in a dictionary goes back unchanged', async (t) => {
  const types = [
    'UInt8',
    'Int16',
    'UInt64',
    'Int128',
    'UInt256',
    'Float32',
    'String',
    'FixedString(3)',
    'Date',
    'Date32',
    'DateTime',
    'UUID',
    'IPv4',
    'IPv6',
    'Bool',
  ];
  for (const type of types) {
    const structure = `a LowCardinality(${type}), b LowCardinality(Nullable(${type})), c Array(LowCardinality(${type})), d Array(LowCardinality(Nullable(${type})))`;
    await goesBack(
      t,
      `SELECT * FROM generateRandom('${structure}', 6, 4, 4) WHERE NOT arrayExists(v -> toString(v) = 'nan', arrayConcat([a], c)) AND NOT has(arrayMap(v -> toString(v), arrayConcat([b], d)), 'nan') LIMIT 500`,
    );
  }
});

test('values that are equal share a place in the dictionary, whatever their form', async (t) => {
  await writes(
    t,
    'LowCardinality(String)',
    [
      ['a', '61'],
      [Buffer.from('a'), '61'],
      [Buffer.from('bytes a'), '62797465732061'],
      ['bytes b', '62797465732062'],
      [Buffer.from('b'), '62'],
      ['', ''],
      [new Uint8Array(), ''],
    ],
    'hex(x)',
  );
  await writes(t, 'LowCardinality(Nullable(Date))', [
    [new Date(0), '1970-01-01'],
    [new Date(0), '1970-01-01'],
    ['1970-01-02', '1970-01-02'],
    [null, null],
    [1, '1970-01-02'],
    [undefined, null],
  ]);
});

test('a text is not taken for the bytes or the date before it', async (t) => {
  const client = await getClient();
  const table = await createTable('(x LowCardinality(String))');
  await client.insert(table, { x: [Buffer.from('a'), 'bytes a', new Uint8Array(), 'bytes '] });
  t.deepEqual((await client.query(`SELECT x FROM ${table}`)).column(0).toArray(), ['a', 'bytes a', '', 'bytes ']);
  const dates = await createTable('(x LowCardinality(Date))');
  const refused = client.insert(dates, { x: [new Date(0), 'date 0'] });
  await t.throwsAsync(refused, { code: 'ERR_INVALID_VALUE', message: /row 1: expected a Date/ });
});

test('a Date and a PreciseDate of one number are two times', async (t) => {
  const client = await getClient();
  const table = await createTable("(x LowCardinality(DateTime('UTC')))");
  const x = [new Date(1_700_000_000_000), new PreciseDate(1_700_000_000_000n), new Date(1_700_000_000_000)];
  await client.insert(table, { x });
  t.deepEqual(
    (await client.query(`SELECT toUnixTimestamp(x) FROM ${table}`)).column(0).toArray(),
    [1_700_000_000, 1700, 1_700_000_000],
  );
});

test('dictionaries of several blocks are one column', async (t) => {
  const sql =
    "SELECT toLowCardinality(toString(intDiv(number, 100))) AS x, toLowCardinality(nullIf(x, '7')) AS y FROM numbers(200000)";
  const result = await (await getClient()).query(sql);
  for (const name of ['x', 'y']) agrees(t, result.column(name));
  same(
    t,
    result.column('x').toArray(),
    Array.from({ length: 200_000 }, (_, n) => String(Math.floor(n / 100))),
    'x',
  );
});

test('a row that changes its Date or Buffer leaves the others alone', async (t) => {
  const sql =
    "SELECT toLowCardinality(toDate('2024-01-01')) AS d, toLowCardinality(toFixedString('ab', 2)) AS f FROM numbers(2)";
  const [first, second] = (await (await getClient()).query<{ d: Date; f: Buffer }>(sql)).rows();
  first?.d.setTime(0);
  first?.f.fill(0);
  t.deepEqual(second, { d: new Date('2024-01-01'), f: Buffer.from('ab') });
});

test('LowCardinality refuses what its type refuses, and names the row', async (t) => {
  await rejects(t, 'LowCardinality(String)', 'good', [
    [1, /expected a string or bytes, got 1 \(in String\)/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    ['\ud800', /half of a surrogate pair/],
  ]);
  await rejects(t, 'LowCardinality(Nullable(UInt8))', null, [
    [256, /256 is out of the range of UInt8/],
    ['x', /expected an integer/],
  ]);
  await rejectsTheLast(t, 'LowCardinality(String)', 'good', {});
  await rejectsTheLast(t, 'LowCardinality(Nullable(FixedString(2)))', null, 'abc');
});
