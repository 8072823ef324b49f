import { inspect } from 'node:util';
import test from 'ava';

import { DataError, DT64Param, InterfaceError, PreciseDate, ProgrammingError } from '../src/index.ts';
// biome-ignore lint/style/noRestrictedImports: the texts that are sent are seen nowhere else without a server
import { bindParameters, formatParameter } from '../src/params.ts';

const noon = new Date('2024-05-06T12:00:00.123Z');
const precise = new PreciseDate(1_714_996_800_123_456_789n);
const uuid = '61f0c404-5cb3-11e7-907b-a6006ad3dba0';

const sparse: unknown[] = [1, null, 2];
delete sparse[1];

class Pair {
  a = 1;
  b = 2;
}

const texts: [type: string, value: unknown, text: string][] = [
  ['UInt8', 255, '255'],
  ['Int8', -128, '-128'],
  ['UInt64', 2n ** 64n - 1n, '18446744073709551615'],
  ['Int64', '-9223372036854775808', '-9223372036854775808'],
  ['UInt256', 2n ** 256n - 1n, String(2n ** 256n - 1n)],
  ['Int128', '+5', '5'],
  ['Int32', -0, '0'],
  ['UInt8', true, '1'],
  ['Float64', 0.1, '0.1'],
  ['Float64', 1e21, '1e+21'],
  ['Float64', -0, '-0'],
  ['Float64', Number.NaN, 'nan'],
  ['Float32', Infinity, 'inf'],
  ['Float64', -Infinity, '-inf'],
  ['Float32', 3.4028235677973362e38, '3.4028235677973362e+38'],
  ['BFloat16', -3.3895313892515355e38, '-3.3895313892515355e+38'],
  ['Float64', '1.5e3', '1500'],
  ['Float64', '-inf', '-inf'],
  ['Float64', 2n ** 70n, '1.1805916207174113e+21'],
  ['Decimal(9, 2)', '1.25', '1.25'],
  ['Decimal(9, 2)', 1.5, '1.5'],
  ['Decimal(9, 2)', 7n, '7'],
  ['Decimal(9, 2)', '1.500', '1.5'],
  ['Decimal(9, 2)', '-0.00', '0'],
  ['Decimal(9, 2)', '.5', '0.5'],
  ['Decimal(9, 2)', '5.', '5'],
  ['Decimal(9, 2)', '1.2e3', '1200'],
  ['Decimal(9, 2)', '125e-2', '1.25'],
  ['Decimal(18, 10)', 1e-7, '0.0000001'],
  ['Decimal(38, 38)', `0.${'9'.repeat(38)}`, `0.${'9'.repeat(38)}`],
  ['Decimal(76, 0)', '9'.repeat(76), '9'.repeat(76)],
  ['Decimal(9, 2)', '-0001.2500', '-1.25'],
  ['Decimal(9, 2)', '0e999', '0'],
  ['Decimal(9, 9)', '-0.000000001', '-0.000000001'],
  ['Bool', true, 'true'],
  ['Bool', 0, 'false'],
  ['String', "a'b\\c\td\ne\rf\0g", "a\\'b\\\\c\\td\\ne\\rf\\0g"],
  ['String', '\\N', '\\\\N'],
  ['String', 'NULL', 'NULL'],
  ['String', '', ''],
  ['String', 'ünï😀', 'ünï😀'],
  ['String', Buffer.from('é\n'), 'é\\n'],
  ['String', Uint8Array.of(0x61, 0xff, 0x27, 0x0a), "a\\xff\\'\\n"],
  ['FixedString(4)', 'ab', 'ab'],
  ['FixedString(2)', Uint8Array.of(0, 0x80), '\\0\\x80'],
  ["Enum8('a b' = 1, 'it\\'s' = -2)", "it's", "it\\'s"],
  ["Enum16('a' = 1, 'b' = 1000)", 1000, 'b'],
  ['Date', new Date('2024-05-06T23:59:59Z'), '2024-05-06'],
  ['Date', '2149-06-06', '2149-06-06'],
  ['Date32', '1900-01-01', '1900-01-01'],
  ['Date', 1, '1970-01-02'],
  ['DateTime', noon, '1714996800'],
  ['DateTime', 5, '0000000005'],
  ['DateTime', '2024-05-06 12:00:00', '2024-05-06 12:00:00'],
  ['DateTime', '2024-05-06T12:00', '2024-05-06 12:00:00'],
  ['DateTime', '2024-05-06', '2024-05-06 00:00:00'],
  ['DateTime', '2024-05-06T12:00:00+02:00', '1714989600'],
  ["DateTime('Asia/Tokyo')", '2024-05-06T12:00:00Z', '1714996800'],
  ['DateTime64(3)', noon, '1714996800.123'],
  ['DateTime64(1)', noon, '1714996800.1'],
  ['DateTime64(0)', noon, '1714996800'],
  ['DateTime64(9)', precise, '1714996800.123456789'],
  ['DateTime64(6)', precise, '1714996800.123456'],
  ['DateTime64(6)', new Date(-1500), '-0000000001.500000'],
  ['DateTime64(3)', 1_714_996_800_123n, '1714996800.123'],
  ['DateTime64(3)', 1, '0000000000.001'],
  ['DateTime64(6)', '2024-05-06 12:00:00.5', '2024-05-06 12:00:00.500000'],
  ['DateTime64(6)', '1969-12-31T23:59:59.5', '1969-12-31 23:59:59.500000'],
  ["DateTime64(3, 'UTC')", new Date(-500), '1969-12-31 23:59:59.500'],
  ['UUID', uuid, uuid],
  ['UUID', Buffer.from(uuid.replaceAll('-', ''), 'hex'), uuid],
  ['IPv4', '1.2.3.4', '1.2.3.4'],
  ['IPv4', 0x01020304, '1.2.3.4'],
  ['IPv4', 0xffffffffn, '255.255.255.255'],
  ['IPv4', Uint8Array.of(127, 0, 0, 1), '127.0.0.1'],
  ['IPv6', '::1', '::1'],
  ['IPv6', '1.2.3.4', '1.2.3.4'],
  ['IPv6', new Uint8Array(16).fill(1), '0101:0101:0101:0101:0101:0101:0101:0101'],
  ['Nullable(String)', null, '\\N'],
  ['Nullable(UInt8)', 7, '7'],
  ['LowCardinality(Nullable(String))', null, '\\N'],
  ['LowCardinality(String)', 'a\tb', 'a\\tb'],
  ['Array(UInt8)', [], '[]'],
  ['Array(UInt8)', Uint8Array.of(1, 2), '[1,2]'],
  ['Array(String)', ["it's", 'a\\b', 'NULL'], "['it\\'s','a\\\\b','NULL']"],
  ['Array(Nullable(String))', ['NULL', null, undefined], "['NULL',NULL,NULL]"],
  ['Array(Array(Bool))', [[true], []], '[[true],[]]'],
  ['Array(Float64)', [Number.NaN, -Infinity, -0], '[nan,-inf,-0]'],
  ['Array(DateTime64(3))', [noon], "['1714996800.123']"],
  ['Array(Date)', [noon], "['2024-05-06']"],
  ['Array(Decimal(9, 2))', ['1.25'], '[1.25]'],
  ['Array(UUID)', [uuid], `['${uuid}']`],
  ["Array(Enum8('a' = 1))", [1], "['a']"],
  ['Array(UInt64)', new Set([1n]), '[1]'],
  ['Array(Nullable(Int8))', sparse, '[1,NULL,2]'],
  ['Array(Array(Nullable(Int8)))', [sparse], '[[1,NULL,2]]'],
  ['Tuple(Nullable(Int8), Nullable(Int8), Int8)', sparse, '(1,NULL,2)'],
  ['JSON', { a: sparse }, '{"a":[1,null,2]}'],
  ['Tuple(String, UInt8)', ['a', 1], "('a',1)"],
  ['Tuple(a UInt8, b UInt8)', new Pair(), '(1,2)'],
  ['Tuple(constructor Nullable(UInt8))', {}, '(NULL)'],
  ['Tuple(a String, b Nullable(UInt8))', { a: 'x' }, "('x',NULL)"],
  ['Tuple(Tuple(UInt8), Array(String))', [[1], ['x']], "((1),['x'])"],
  ['Map(String, UInt8)', { "it's": 1 }, "{'it\\'s':1}"],
  ['Map(String, UInt8)', new Map([['a', 1]]), "{'a':1}"],
  ['Map(UInt64, Array(String))', [[1, ['x']]], "{1:['x']}"],
  ['Map(String, Nullable(DateTime))', { a: null, b: noon }, "{'a':NULL,'b':'1714996800'}"],
  ['Identifier', 'a`b\\c', 'a`b\\c'],
  ['INTEGER', 5, '5'],
  ['VARCHAR', "a'b\n", "a\\'b\\n"],
  ['IntervalDay', 3, '3'],
  ['Time', -43_200, '-12:00:00'],
  ['Time', '999:59:59', '999:59:59'],
  ['Time64(3)', '00:00:00.001', '00:00:00.001'],
  ['Time64(9)', 1n, '00:00:00.000000001'],
  ['Array(Time64(3))', [-500n], "['-00:00:00.500']"],
  ['Point', [1, 2.5], '(1,2.5)'],
  [
    'Polygon',
    [
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    ],
    '[[(0,0),(1,0),(1,1)]]',
  ],
  ['QBit(Float32, 3)', Float32Array.of(1, 2, 3), '[1,2,3]'],
  ['JSON', { a: { b: "it's" }, c: [1n, null] }, '{"a":{"b":"it\\\'s"},"c":[1,null]}'],
  ['Array(JSON)', [{ a: '\n' }, '{}'], '[\'{"a":"\\\\n"}\',\'{}\']'],
  ['Array(Nullable(INTEGER UNSIGNED))', [1, null], '[1,NULL]'],
  ['Map(VARCHAR(255), DOUBLE PRECISION)', { a: 1.5 }, "{'a':1.5}"],
  ['Tuple(int INT, `double` NUMERIC(9, 2))', { int: 1, double: '1.25' }, '(1,1.25)'],
  ["Enum('int' = 1)", 'int', 'int'],
  ['SimpleAggregateFunction(sum, UInt64)', 5, '5'],
  ['Variant(String, UInt64)', 5, '5'],
  ['Variant(String, UInt64)', "it's", "it\\\\\\'s"],
  ['Array(Variant(String, UInt64))', ['5', 5, null], "['5',5,NULL]"],
  ['Array(Dynamic)', ['5', 5, null, [1.5], true], "['5',5,NULL,[1.5],true]"],
];

for (const [type, value, text] of texts) {
  test(`${inspect(value, { breakLength: Infinity })} is sent as ${type} in the text ${text}`, (t) => {
    t.is(formatParameter(value, type), text);
  });
}

const refused: [type: string, value: unknown, message: RegExp][] = [
  ['UInt8', 256, /256 is out of the range of UInt8/],
  ['UInt8', -1, /out of the range/],
  ['Int8', -129, /out of the range/],
  ['UInt64', 2n ** 64n, /18446744073709551616n is out of the range of UInt64/],
  ['Int256', 2n ** 255n, /out of the range/],
  ['UInt8', 1.5, /expected an integer, got 1\.5/],
  ['UInt8', '12abc', /expected an integer, got '12abc'/],
  ['UInt64', 2 ** 60, /bigint for an integer beyond 2\^53/],
  ['Float32', 1e300, /1e\+300 is out of the range of Float32/],
  ['Float32', -3.402823567797337e38, /out of the range of Float32/],
  ['Array(BFloat16)', [3.4e38], /out of the range of BFloat16/],
  ['Float64', 'many', /expected a number, got 'many'/],
  ['Decimal(9, 2)', '1.255', /at most 2 digits after the point, got '1\.255'/],
  ['Decimal(9, 2)', '12345678', /out of the range of Decimal\(9, 2\)/],
  ['Decimal(9, 2)', '1,5', /a decimal text/],
  ['Decimal(9, 2)', Number.NaN, /a decimal text/],
  ['Bool', 'true', /Bool expects a boolean, got 'true'/],
  ['String', 5, /String expects a string or bytes, got 5/],
  ['String', 'a\ud800', /surrogate/],
  ['FixedString(2)', 'abc', /at most 2 bytes/],
  ['FixedString(3)', 'éé', /at most 3 bytes/],
  ["Enum8('a' = 1)", 'b', /a name or code of the enum, got 'b'/],
  ["Enum8('a' = 1)", 2, /a name or code/],
  ['Date', '2024-02-30', /got '2024-02-30'/],
  ['Date', '2150-01-01', /out of the range of Date/],
  ['Date', new Date(Number.NaN), /an invalid Date/],
  ['DateTime', new Date(-1000), /out of the range of DateTime/],
  ['DateTime', '2200-01-01 00:00:00', /out of the range of DateTime/],
  ['DateTime', '2024-05-06 12:00:00.5', /at most 0 digits of a second/],
  ['DateTime', 'yesterday', /got 'yesterday'/],
  ['DateTime64(3)', new Date('1899-12-31T00:00:00Z'), /out of the range/],
  ['DateTime64(9)', new Date('2263-01-01T00:00:00Z'), /out of the range/],
  ['DateTime64(3)', new Date(-500), /declared with a time zone/],
  ['UUID', 'not-a-uuid', /UUID expects/],
  ['IPv4', '1.2.3.256', /IPv4 expects/],
  ['IPv4', 2 ** 32, /IPv4 expects/],
  ['IPv6', 'fe80::1%eth0', /IPv6 expects/],
  ['String', null, /null does not fit String, which is not Nullable/],
  ['Array(String)', ['a', null], /null does not fit String/],
  ['Array(UInt8)', [1, 300], /300 is out of the range of UInt8/],
  ['Array(UInt8)', 'abc', /Array\(UInt8\) expects an array, got 'abc'/],
  ['Tuple(String, UInt8)', ['a'], /an array of 1 does not fit the 2 elements/],
  ['Tuple(a UInt8)', { a: 1, b: 2 }, /has no element 'b'/],
  ['Tuple(UInt8)', { a: 1 }, /expects an array/],
  ['Array(UInt8)', new Array(1), /undefined does not fit UInt8/],
  ['Map(String, UInt8)', new Array(1), /an array of pairs/],
  ['Map(String, UInt8)', 'x', /an object, a Map or an array of pairs/],
  ['Map(String, UInt8)', [['a']], /an object, a Map or an array of pairs/],
  ['Identifier', '', /Identifier expects a name/],
  ['Identifier', 5, /Identifier expects a name/],
  ['JSON', [1], /JSON expects an object or the text of one, got an array of 1/],
  ['JSON', { a: 2n ** 64n }, /JSON has no form for 18446744073709551616n/],
  ['JSON', { a: [Number.NaN] }, /JSON has no form for NaN/],
  ['JSON', { a: Uint8Array.of(0xff) }, /JSON has no form for a Uint8Array/],
  ['Nullable(JSON)', null, /servers do not take NULL/],
  ['Dynamic', null, /servers do not take NULL/],
  ['Array(AggregateFunction(sum, UInt8))', [1], /expects a string or bytes/],
  ['Time', '1000:00:00', /expected a time|out of the range/],
  ['Time64(3)', '00:00:00.0001', /more than 3 digits/],
  ['IntervalDay', 1.5, /expected an integer/],
  ['Point', [1], /an array of 1 does not fit the 2 elements of Point/],
  ['QBit(Float32, 3)', [1, 2], /an array of 2 does not fit the 3 elements/],
  ['Array(INTEGER)', [2 ** 31], /out of the range of Int32/],
  ['NoSuchType(1)', [1], /no other form for the type/],
];

for (const [type, value, message] of refused) {
  test(`${inspect(value, { breakLength: Infinity })} does not fit ${type}`, (t) => {
    const error = t.throws(() => formatParameter(value, type), { instanceOf: DataError, message });
    t.is(error.code, 'ERR_INVALID_PARAMETER');
  });
}

const noRecords = [
  Promise.resolve({ a: 1 }),
  new Set(['a']),
  [].values(),
  new Error('a'),
  /a/,
  new URL('http://a'),
  new ArrayBuffer(1),
  new Date(0),
];

for (const value of noRecords) {
  test(`${inspect(value)} is no map and no tuple`, (t) => {
    for (const type of ['Map(String, UInt8)', 'Tuple(a Nullable(UInt8))', 'Array(Tuple(a Nullable(UInt8)))']) {
      const given = type.startsWith('Array') ? [value] : value;
      t.throws(() => formatParameter(given, type), { instanceOf: DataError, code: 'ERR_INVALID_PARAMETER' }, type);
    }
  });
}

test('a Map is no tuple', (t) => {
  const map = new Map([['a', 1]]);
  t.throws(() => formatParameter(map, 'Tuple(a Nullable(UInt8))'), {
    instanceOf: DataError,
    message: /got an object \(Map\)/,
  });
});

test('values are bound to the placeholders of the statement and to no others', (t) => {
  const sql = "SELECT {a:UInt8}, '{b:UInt8}', {c:Array(String)}, {a:UInt8}";
  t.deepEqual(bindParameters(sql, { a: 1, b: 2, c: ['x'], d: Symbol('ignored') }), [
    ['a', '1'],
    ['c', "['x']"],
  ]);
  t.deepEqual(bindParameters('SELECT 1', undefined), []);
});

test('a placeholder without a value is named before anything is sent', (t) => {
  for (const parameters of [undefined, {}, { other: 1 }, { id: undefined }, Object.create({ id: 1 })]) {
    const error = t.throws(() => bindParameters('SELECT {id:UInt64}', parameters), { instanceOf: ProgrammingError });
    t.is(error.code, 'ERR_UNBOUND_PARAMETER');
    t.regex(error.message, /\{id:UInt64\} has no value/);
  }
});

test('a value that does not fit names parameter, type and value', (t) => {
  const error = t.throws(() => bindParameters('SELECT {id:UInt8}', { id: 300 }), { instanceOf: DataError });
  t.is(error.message, "parameter 'id': 300 is out of the range of UInt8");
  t.is(error.code, 'ERR_INVALID_PARAMETER');
});

test('statements that store a placeholder may lack its value', (t) => {
  const view = 'CREATE VIEW v AS SELECT * FROM t WHERE id = {id:UInt64}';
  t.deepEqual(bindParameters(view, undefined), []);
  t.deepEqual(bindParameters(view, { id: 1 }), [['id', '1']]);
  t.deepEqual(bindParameters('SELECT {x:UInt8}', {}, { leaveUnbound: true }), []);
});

test('one name with two types is refused only when the texts differ', (t) => {
  t.deepEqual(bindParameters('SELECT {a:UInt8}, {a:UInt16}', { a: 1 }), [['a', '1']]);
  const error = t.throws(() => bindParameters('SELECT {a:Date}, {a:DateTime}', { a: noon }), {
    instanceOf: ProgrammingError,
  });
  t.is(error.code, 'ERR_AMBIGUOUS_PARAMETER');
});

test('a name that ends in _64 stands for the one without, where that has no value', (t) => {
  const sql = 'SELECT {p1:DateTime64(3)}, {a1:Array(DateTime64(3))}, {b:UInt8}, {c_64:UInt8}';
  const parameters = { p1_64: noon, a1_64: [noon, new DT64Param(noon)], b: 1, b_64: 2, c_64: 3 };
  t.deepEqual(bindParameters(sql, parameters), [
    ['p1', '1714996800.123'],
    ['a1', "['1714996800.123','1714996800.123']"],
    ['b', '1'],
    ['c_64', '3'],
  ]);
  t.is(formatParameter(new DT64Param(noon), 'DateTime'), '1714996800');
});

test('names that objects inherit are no parameters', (t) => {
  t.throws(() => bindParameters('SELECT {constructor:String}', {}), { code: 'ERR_UNBOUND_PARAMETER' });
  t.deepEqual(bindParameters('SELECT {constructor:String}', { constructor: 'x' }), [['constructor', 'x']]);
});

for (const parameters of ['x', new Map([['a', 1]]), null]) {
  test(`${inspect(parameters)} is no set of parameters`, (t) => {
    t.throws(() => bindParameters('SELECT 1', parameters), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  });
}
