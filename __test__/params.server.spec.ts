import { inspect } from 'node:util';
import test from 'ava';

import { createClient, PreciseDate, ProgrammingError, quoteIdentifier } from '../src/index.ts';
import { hostileTexts } from './helpers/hostile.ts';
import { getServer } from './helpers/server.ts';
import { generatedStatements } from './helpers/statements.ts';

const quoteString = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
const settings = { session_timezone: 'Asia/Kolkata' };

async function client() {
  const { url } = await getServer();
  return createClient({ url, settings });
}

const noon = new Date('2024-05-06T12:00:00.123Z');
const uuid = '61f0c404-5cb3-11e7-907b-a6006ad3dba0';

const seconds = (text: string) => `toTimezone(toDateTime('${text}', 'UTC'), 'Asia/Kolkata')`;
const ticks = (text: string, digits: number) => `toTimezone(toDateTime64('${text}', ${digits}, 'UTC'), 'Asia/Kolkata')`;

const jsonSql = `'{"a":{"b":"it\\'s \\\\n\\\\t\\\\\\\\ \\\\"x\\\\" é\\\\u0000"},"c":[1,null,{"d":true}],"e":18446744073709551615}'::JSON`;

/** A parameter, and the SQL that the server must find equal to it. */
const cases: [type: string, value: unknown, sql: string][] = [
  ['UInt8', 255, '255'],
  ['Int64', -(2n ** 63n), 'toInt64(-9223372036854775808)'],
  ['UInt64', 2n ** 64n - 1n, '18446744073709551615'],
  ['Int128', -(2n ** 127n), "toInt128('-170141183460469231731687303715884105728')"],
  ['UInt256', 2n ** 256n - 1n, `toUInt256('${2n ** 256n - 1n}')`],
  ['Int256', String(-(2n ** 255n)), `toInt256('${-(2n ** 255n)}')`],
  ['Float64', 0.1, '0.1'],
  ['Float64', 1.7976931348623157e308, '1.7976931348623157e308'],
  ['Float64', 5e-324, '5e-324'],
  ['Float64', 1e21, '1e21'],
  ['Float64', -0, '-0.'],
  ['Float64', Number.NaN, 'nan'],
  ['Float32', -Infinity, '-inf'],
  ['Float32', 3.4028235677973362e38, 'toFloat32(3.4028234663852886e38)'],
  ['BFloat16', 1.5, 'toBFloat16(1.5)'],
  ['BFloat16', 3.3895313892515355e38, 'toBFloat16(3.3895313892515355e38)'],
  ['BFloat16', 3.39e38, 'toBFloat16(3.3895313892515355e38)'],
  ['Decimal(9, 2)', '-1.25', "toDecimal32('-1.25', 2)"],
  ['Decimal(18, 10)', 1e-7, "toDecimal64('0.0000001', 10)"],
  ['Decimal(76, 38)', `${'9'.repeat(38)}.${'1'.repeat(38)}`, `toDecimal256('${'9'.repeat(38)}.${'1'.repeat(38)}', 38)`],
  ['Bool', true, 'true'],
  ['Date', noon, "toDate('2024-05-06')"],
  ['Date32', '1900-01-01', "toDate32('1900-01-01')"],
  ['DateTime', noon, seconds('2024-05-06 12:00:00')],
  ['DateTime', new Date(5000), seconds('1970-01-01 00:00:05')],
  ['DateTime', '2024-05-06 12:00:00', "toDateTime('2024-05-06 12:00:00', 'Asia/Kolkata')"],
  ['DateTime', '2024-05-06T12:00:00Z', seconds('2024-05-06 12:00:00')],
  ["DateTime('America/New_York')", '2024-05-06 12:00:00', "toDateTime('2024-05-06 12:00:00', 'America/New_York')"],
  ["DateTime('America/New_York')", noon, "toDateTime('2024-05-06 12:00:00', 'UTC')"],
  ['DateTime64(3)', noon, ticks('2024-05-06 12:00:00.123', 3)],
  ['DateTime64(1)', noon, ticks('2024-05-06 12:00:00.1', 1)],
  ['DateTime64(0)', new Date(-1000), ticks('1969-12-31 23:59:59', 0)],
  ['DateTime64(6)', new Date(-1500), ticks('1969-12-31 23:59:58.5', 6)],
  ['DateTime64(3)', new Date(1), ticks('1970-01-01 00:00:00.001', 3)],
  ["DateTime64(3, 'UTC')", new Date(-1), "toDateTime64('1969-12-31 23:59:59.999', 3, 'UTC')"],
  ['DateTime64(9)', new PreciseDate(1_714_996_800_123_456_789n), ticks('2024-05-06 12:00:00.123456789', 9)],
  ['DateTime64(9)', new PreciseDate(-1_000_000_001n), ticks('1969-12-31 23:59:58.999999999', 9)],
  ['DateTime64(3)', new Date('1900-01-01T00:00:00Z'), ticks('1900-01-01 00:00:00', 3)],
  ['DateTime64(3)', new Date('2299-12-31T23:59:59.999Z'), ticks('2299-12-31 23:59:59.999', 3)],
  ['UUID', uuid, `toUUID('${uuid}')`],
  ['UUID', Buffer.from(uuid.replaceAll('-', ''), 'hex'), `toUUID('${uuid}')`],
  ['IPv4', 0x01020304, "toIPv4('1.2.3.4')"],
  ['IPv6', new Uint8Array(16).fill(1), "toIPv6('101:101:101:101:101:101:101:101')"],
  ["Enum8('a b' = 1, 'it\\'s\\t' = -2)", "it's\t", "'it\\'s\\t'"],
  ["Enum8('a b' = 1, 'it\\'s\\t' = -2)", 1, "'a b'"],
  ['FixedString(4)', 'a\0b', "toFixedString('a\\0b', 4)"],
  ['String', Uint8Array.of(0x61, 0xff, 0x00, 0x27), "unhex('61FF0027')"],
  ['Nullable(String)', null, 'NULL'],
  ['Nullable(String)', 'NULL', "'NULL'"],
  ['Nullable(String)', '\\N', "'\\\\N'"],
  ['LowCardinality(Nullable(String))', null, 'NULL'],
  ['LowCardinality(String)', 'a\tb', "'a\\tb'"],
  ['Array(UInt8)', [], '[]'],
  ['Array(Nullable(String))', ['NULL', null, "it's", '\\N'], "['NULL', NULL, 'it\\'s', '\\\\N']"],
  ['Array(Array(UInt256))', [[2n ** 256n - 1n], []], `[[toUInt256('${2n ** 256n - 1n}')], []]`],
  ['Array(Float64)', [Number.NaN, Infinity, -0, 1e-7], '[nan, inf, -0., 1e-7]'],
  ['Array(Bool)', [true, false], '[true, false]'],
  [
    'Array(DateTime64(3))',
    [noon, new Date(1)],
    `[${ticks('2024-05-06 12:00:00.123', 3)}, ${ticks('1970-01-01 00:00:00.001', 3)}]`,
  ],
  ['Array(Nullable(DateTime))', [noon, null], `[${seconds('2024-05-06 12:00:00')}, NULL]`],
  ['Array(Date32)', ['2299-12-31'], "[toDate32('2299-12-31')]"],
  ['Array(Decimal(76, 2))', ['-1.25'], "[toDecimal256('-1.25', 2)]"],
  ['Array(UUID)', [uuid], `[toUUID('${uuid}')]`],
  ['Array(LowCardinality(String))', ["a'b"], "['a\\'b']"],
  ["Array(Enum8('a' = 1))", [1], "['a']"],
  ['Tuple(String, Nullable(UInt8), IPv4)', ["a'b", null, '1.2.3.4'], "('a\\'b', NULL, toIPv4('1.2.3.4'))"],
  ['Tuple(a Tuple(b UInt8), c Array(String))', { a: { b: 1 }, c: ['x'] }, "(tuple(1), ['x'])"],
  ['Tuple(UInt8)', [1], 'tuple(1)'],
  ['Map(String, Array(Nullable(UInt8)))', { "it's": [1, null], '': [] }, "map('it\\'s', [1, NULL], '', [])"],
  ['Map(UUID, DateTime)', new Map([[uuid, noon]]), `map(toUUID('${uuid}'), ${seconds('2024-05-06 12:00:00')})`],
  [
    'Array(Map(LowCardinality(String), Tuple(Float64, IPv6)))',
    [{ a: [1.5, '::1'] }],
    "[map('a', (1.5, toIPv6('::1')))]",
  ],
  ['INTEGER', 5, '5'],
  ['Array(Nullable(BIGINT UNSIGNED))', [2n ** 64n - 1n, null], '[18446744073709551615, NULL]'],
  ['Map(VARCHAR(255), DOUBLE PRECISION)', { a: 0.1 }, "map('a', 0.1)"],
  ['Tuple(int INT, double NUMERIC(9, 2))', { int: 1, double: '1.25' }, "(1, toDecimal32('1.25', 2))"],
  ['IntervalDay', -3, 'toIntervalDay(-3)'],
  ['Array(IntervalQuarter)', [3n], '[toIntervalQuarter(3)]'],
  ['Time', -3_599_999, "'-999:59:59'::Time"],
  ['Array(Nullable(Time64(9)))', ['23:00:00.000000001', null], "['23:00:00.000000001'::Time64(9), NULL]"],
  ['Point', [1, -2.5], '(1, -2.5)::Point'],
  [
    'MultiPolygon',
    [
      [
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      ],
    ],
    '[[[(0, 0), (1, 0), (1, 1)]]]::MultiPolygon',
  ],
  [
    'Array(Ring)',
    [
      [
        [0, 0],
        [1, 0],
      ],
    ],
    '[[(0, 0), (1, 0)]]',
  ],
  ['Geometry', [1, 2], '(1, 2)::Point'],
  ['QBit(Float32, 3)', [1, 2, 3.5], '[1, 2, 3.5]'],
  ['SimpleAggregateFunction(groupArrayArray, Array(String))', ["it's"], "['it\\'s']"],
  ['Nested(a UInt8, b Nullable(String))', [{ a: 1, b: null }], '[(1, NULL)]'],
  [
    'AggregateFunction(sum, UInt64)',
    Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0),
    "initializeAggregation('sumState', toUInt64(5))",
  ],
  ['Map(Tuple(UInt8, Date), Bool)', new Map([[[1, noon], true]]), "map((1, toDate('2024-05-06')), true)"],
  ['Map(Decimal(9, 2), UUID)', [['1.5', uuid]], `map(toDecimal32('1.5', 2), toUUID('${uuid}'))`],
  [
    'Map(Int256, Array(IPv6))',
    new Map([[-(2n ** 255n), ['::1']]]),
    `map(toInt256('${-(2n ** 255n)}'), [toIPv6('::1')])`,
  ],
  ['JSON', { a: { b: 'it\'s \n\t\\ "x" é\0' }, c: [1, null, { d: true }], e: 2n ** 64n - 1n }, jsonSql],
  [
    'Array(JSON)',
    [{ a: "it's \\ \n" }, '{"a":"it\'s"}'],
    `['{"a":"it\\'s \\\\\\\\ \\\\n"}'::JSON, '{"a":"it\\'s"}'::JSON]`,
  ],
  [
    'Array(Tuple(String, Nullable(JSON)))',
    [
      ['a', null],
      ['b', { c: 1 }],
    ],
    `[('a', NULL), ('b', '{"c":1}'::JSON)]`,
  ],
  ['JSON(a UInt8, SKIP b)', { a: 1, b: 2 }, `'{"a":1,"b":2}'::JSON(a UInt8, SKIP b)`],
  ['Variant(String, UInt64)', "it's", "'it\\'s'"],
  ['Variant(String, UInt64)', null, 'NULL'],
  ['Time64(3)', '-12:00:00.5', "'-12:00:00.500'::Time64(3)"],
  ['JSON', '{"a":{"b":1}}', `'{"a":{"b":1}}'::JSON`],
];

for (const [type, value, sql] of cases) {
  test(`${inspect(value, { breakLength: Infinity })} arrives as ${type}`, async (t) => {
    await using connection = await client();
    const quoted = quoteString(type);
    const row = await connection.command<string[]>(
      `SELECT toString({x:${type}}) AS got, toString(CAST(${sql}, ${quoted})) AS wanted`,
      { parameters: { x: value } },
    );
    t.is(row[0], row[1]);
  });
}

test('hostile texts arrive as they are, at the top and inside', async (t) => {
  await using connection = await client();
  for (const text of hostileTexts) {
    const parameters = { x: text, a: [text, text], m: { [text]: text }, u: [text, 1] };
    const sql =
      'SELECT {x:String} AS x, {x:Nullable(String)} AS n, {a:Array(String)} AS a, {m:Map(String, String)} AS m, {u:Tuple(String, UInt8)} AS u';
    const row = (await connection.query(sql, { parameters })).first();
    t.deepEqual(row, {
      x: text,
      n: text,
      a: [text, text],
      m: Object.assign(Object.create(null), { [text]: text }),
      u: [text, 1],
    });
  }
});

test('texts of any characters arrive as they are', async (t) => {
  await using connection = await client();
  const alphabet = [
    "'",
    '\\',
    '"',
    '`',
    '\0',
    '\n',
    '\t',
    '\r',
    '\b',
    'N',
    'x',
    '4',
    '{',
    '}',
    ',',
    'é',
    '😀',
    '\u007f',
    '\x1b',
  ];
  let seed = 11;
  const texts = Array.from({ length: 500 }, () => {
    let text = '';
    for (let length = seed % 9; length > 0; length--) {
      seed = (seed * 48_271) % 2_147_483_647;
      text += alphabet[seed % alphabet.length];
    }
    seed = (seed * 48_271) % 2_147_483_647;
    return text;
  });
  const sql = 'SELECT arrayMap(x -> hex(x), {texts:Array(String)})';
  const hex = await connection.command(sql, { parameters: { texts } });
  t.deepEqual(
    hex,
    texts.map((text) => Buffer.from(text).toString('hex').toUpperCase()),
  );
});

test('bytes that are no text arrive as they are', async (t) => {
  await using connection = await client();
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const hex = await connection.command<string[]>(
    'SELECT hex({x:String}) AS x, hex({a:Array(FixedString(256))}[1]) AS a',
    {
      parameters: { x: bytes, a: [bytes] },
    },
  );
  const wanted = Buffer.from(bytes).toString('hex').toUpperCase();
  t.deepEqual(hex, [wanted, wanted]);
});

test('the server substitutes exactly the placeholders that are found', async (t) => {
  await using connection = await client();
  for (const { sql, names } of generatedStatements(100, 5)) {
    const parameters = Object.fromEntries(names.map((name) => [name, '7']));
    // Placeholders of an enum take the name '7', those of numbers the number.
    const result = await connection.query(sql, { parameters });
    t.is(result.rowCount, 1, sql);
  }
});

test('identifiers are parameters too, and stay one name', async (t) => {
  await using connection = await client();
  for (const name of [...hostileTexts.filter((text) => text !== ''), "it's `a.b` \\ {x:UInt8}"]) {
    const sql = `SELECT {column:Identifier} AS v FROM (SELECT 7 AS ${quoteIdentifier(name)})`;
    t.is(await connection.command(sql, { parameters: { column: name } }), 7, name);
  }
  await t.throwsAsync(connection.query('SELECT * FROM {t:Identifier}', { parameters: { t: 'system.one' } }), {
    instanceOf: ProgrammingError,
    code: 'UNKNOWN_TABLE',
  });
});

test('a parameterized view keeps its placeholders until it is used', async (t) => {
  await using connection = await client();
  await connection.command('CREATE VIEW up_to AS SELECT number FROM numbers({count:UInt64})');
  t.is(await connection.command('SELECT count() FROM up_to(count = {n:UInt64})', { parameters: { n: 3 } }), 3n);
});

test('a large parameter arrives whole', async (t) => {
  await using connection = await client();
  const ids = Array.from({ length: 5000 }, (_, id) => id);
  const sql = 'SELECT length({ids:Array(UInt32)}), arraySum({ids:Array(UInt32)})';
  t.deepEqual(await connection.command(sql, { parameters: { ids } }), [5000n, 12_497_500n]);
});
