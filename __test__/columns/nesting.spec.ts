import test from 'ava';

import { agrees, createTable, fingerprint, getClient, goesBack, same } from '../helpers/columns.ts';

/**
 * Structures whose rows the server makes by chance. What JavaScript cannot keep is left out: the bits of a NaN (in rows;
 * typed arrays keep them, see float.spec.ts), and of maps that become objects equal keys and the place of keys that look
 * like array indices.
 */
const structures: [structure: string, where?: string][] = [
  ['a UInt8, b Int16, c UInt32, d Int64, e UInt128, f Int256, g Bool, h Float32, i Float64'],
  [
    'a Nullable(UInt8), b Nullable(Int64), c Nullable(UInt256), d Nullable(Bool), e Nullable(Float32), f Nullable(Float64)',
  ],
  [
    'a String, b Nullable(String), c FixedString(5), d Nullable(FixedString(1)), e Array(String), f Array(FixedString(2))',
  ],
  [
    'a LowCardinality(String), b LowCardinality(Nullable(String)), c Array(LowCardinality(String)), d Array(Array(LowCardinality(Nullable(String))))',
  ],
  [
    "a Date, b Date32, c DateTime, d DateTime('Asia/Kolkata'), e Nullable(Date), f Array(Nullable(Date32)), g Array(DateTime)",
  ],
  [
    "a DateTime64(0), b DateTime64(3), c DateTime64(6, 'America/New_York'), d DateTime64(9), e Array(Nullable(DateTime64(7)))",
  ],
  [
    'a Decimal(9, 2), b Decimal(18, 6), c Decimal(38, 20), d Decimal(76, 40), e Nullable(Decimal(18, 0)), f Array(Decimal(76, 1))',
  ],
  [
    "a Enum8('x' = -128, 'y' = 127, 'é' = 0), b Enum16('a' = -5, 'b' = 30000), c Nullable(Enum8('q' = 1)), d Array(Enum16('a' = 1, 'b' = 2))",
  ],
  ['a UUID, b IPv4, c IPv6, d Nullable(UUID), e Array(Nullable(IPv4)), f Array(Tuple(IPv6, UUID))'],
  ['a Array(UInt8), b Array(Array(Nullable(Int32))), c Array(Array(Array(String))), d Array(Nullable(Float64))'],
  [
    'a Tuple(UInt8, String), b Tuple(x UInt8, y Nullable(String)), c Tuple(p Tuple(q Array(UInt16), r Tuple(Date)), s Int8)',
  ],
  [
    'a Array(Tuple(n UInt32, s String, l Array(Nullable(Decimal(9, 3))))), b Tuple(Array(Tuple(UInt8, Array(UInt8))), Array(String))',
  ],
  [
    'a Map(String, UInt8), b Map(LowCardinality(String), Nullable(String)), c Map(UUID, Array(UInt16))',
    "arrayAll(keys -> length(keys) = length(arrayDistinct(keys)) AND NOT arrayExists(k -> match(k, '^[0-9]+$'), keys), [mapKeys(a), mapKeys(b)])",
  ],
  [
    'a Map(UInt64, Map(UUID, Array(Int8))), b Array(Map(Int128, Tuple(s String, d Date32))), c Map(IPv6, LowCardinality(String))',
  ],
  [
    "a Tuple(m Map(UUID, Tuple(l Array(LowCardinality(Nullable(FixedString(3)))), n Nullable(Int256))), t Tuple(Array(Array(Tuple(b Bool, e Enum8('on' = 1, 'off' = 0))))))",
  ],
  [
    'a LowCardinality(UInt16), b LowCardinality(Nullable(Date)), c LowCardinality(FixedString(2)), d Array(LowCardinality(Nullable(UUID))), e Tuple(LowCardinality(IPv4), LowCardinality(Nullable(Int64)))',
  ],
];

for (const [seed, [structure, where = 'true']] of structures.entries()) {
  test(`random rows go back unchanged: ${structure}`, async (t) => {
    const quoted = structure.replace(/[\\']/g, '\\$&');
    const random = `SELECT * FROM generateRandom('${quoted}', ${seed}, 10, 3) LIMIT 2000`;
    const query = `SELECT * FROM (${random}) WHERE NOT toString(tuple(*)) LIKE '%nan%' AND ${where}`;
    await goesBack(t, query);
    const result = await (await getClient()).query(`SELECT * FROM (${random}) LIMIT 300`);
    t.is(result.rowCount, 300);
    const columns = result.columnNames.map((name) => result.column(name));
    for (const column of columns) if (column.values === undefined) agrees(t, column);
    same(
      t,
      result.rows(),
      result.tuples().map((row) => Object.fromEntries(row.map((value, index) => [columns[index]?.name, value]))),
      'rows',
    );
    same(
      t,
      result.columns(),
      columns.map((column) => column.toArray()),
      'columns',
    );
  });
}

const mixed = `SELECT number AS n, toString(number) AS s, if(number % 1000 = 0, NULL, toUInt16(number)) AS nu,
  toLowCardinality(toString(number % 300)) AS l, arrayMap(i -> toString(i), range(number % 3)) AS a, (number, toDate(number % 60000)) AS t,
  map('k', number) AS m, toDecimal64(number, 4) AS d, toFixedString(toString(number % 100), 2) AS f`;

for (const rows of [1, 4096, 4097, 65_409, 65_410, 65_536, 65_537, 200_000]) {
  test(`${rows} rows are read and written, in as many blocks as they take`, async (t) => {
    const client = await getClient();
    const query = `${mixed} FROM numbers(${rows})`;
    const result = await client.query(query);
    t.is(result.rowCount, rows);
    const value = (n: number) => ({
      n: BigInt(n),
      s: String(n),
      nu: n % 1000 === 0 ? null : n % 65_536,
      l: String(n % 300),
      a: ['0', '1'].slice(0, n % 3),
      t: [BigInt(n), new Date((n % 60_000) * 86_400_000)],
      m: Object.assign(Object.create(null), { k: BigInt(n) }),
      d: `${n}.0000`,
      f: Buffer.from(String(n % 100).padEnd(2, '\0')),
    });
    same(
      t,
      result.rows(),
      Array.from({ length: rows }, (_, n) => value(n)),
      'rows',
    );
    await client.command(`CREATE TABLE rows_${rows} ENGINE = Memory AS ${query}`);
    const copy = await createTable(`AS rows_${rows}`);
    const inserted = await client.insert(copy, result.rows());
    t.is(inserted.writtenRows, rows);
    t.deepEqual(await fingerprint(copy), await fingerprint(`rows_${rows}`));
  });
}

test('small blocks are joined into one result', async (t) => {
  const client = await getClient();
  const settings = { max_block_size: 1000, max_threads: 1 };
  const result = await client.query(`${mixed} FROM numbers(20000)`, { settings });
  const whole = await client.query(`${mixed} FROM numbers(20000)`);
  same(t, result.tuples(), whole.tuples(), 'tuples');
  for (const name of result.columnNames) same(t, result.column(name).toArray(), whole.column(name).toArray(), name);
});

test('a result without rows has columns of no values', async (t) => {
  const client = await getClient();
  const query = `${mixed}, toDate32(0) AS d32, toBFloat16(0) AS bf, [] AS no, NULL AS nothing, tuple() AS tu FROM numbers(10) WHERE n > 10`;
  const result = await client.query(query);
  t.deepEqual(result.columnNames, ['n', 's', 'nu', 'l', 'a', 't', 'm', 'd', 'f', 'd32', 'bf', 'no', 'nothing', 'tu']);
  t.is(String(result.columnTypes[4]), 'Array(String)');
  t.deepEqual([result.rowCount, result.rows(), result.tuples(), [...result]], [0, [], [], []]);
  t.deepEqual([result.first(), result.firstTuple(), result.value()], [undefined, undefined, undefined]);
  for (const name of result.columnNames) {
    const column = result.column(name);
    t.deepEqual([column.length, column.toArray(), [...column], column.get(0)], [0, [], [], undefined]);
    t.is(column.values?.length ?? 0, 0);
  }
  t.is(result.column('d32').values?.constructor, Int32Array);
  t.is(result.column('bf').values?.constructor, Float32Array);
  t.deepEqual(result.column('nu').nulls, new Uint8Array());
  t.deepEqual(Object.keys(await client.queryColumns(query)), result.columnNames as string[]);
});

test('arrays and maps that are all empty go back unchanged', async (t) => {
  await goesBack(
    t,
    `SELECT CAST([], 'Array(Array(LowCardinality(Nullable(String))))') AS a, CAST(map(), 'Map(String, Array(UInt8))') AS b,
      CAST([], 'Array(Tuple(x UInt8, y Array(Decimal(9, 2))))') AS c, [[], []]::Array(Array(FixedString(3))) AS d, CAST([], 'Array(Map(UInt8, UUID))') AS e
      FROM numbers(3)`,
  );
});
