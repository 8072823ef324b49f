import * as theirs from '@clickhouse/client';
import test from 'ava';

import * as ours from '../../src/compat/index.ts';
import { told, type Api } from '../helpers/compat.ts';

const both = [theirs, ours] as unknown as readonly [Api, Api];

/** What Node adds to a module in CommonJS. */
const ofModules = new Set(['default', 'module.exports', '__esModule']);

/** What a function gives, or throws. */
function outcome(api: Api, run: (api: Api) => unknown): unknown {
  try {
    return run(api);
  } catch (error) {
    return told(error, api);
  }
}

test('everything that @clickhouse/client exports is there', (t) => {
  const names = Object.keys(theirs).filter((name) => !ofModules.has(name));
  t.deepEqual(Object.keys(ours).sort(), names.sort());
});

test('constants have the same values', (t) => {
  const [expected, actual] = both.map((api) =>
    Object.entries(api).filter(([, value]) => typeof value !== 'function' && typeof value !== 'string'),
  ) as [[string, unknown][], [string, unknown][]];
  const values = new Map(actual);
  const constants = expected.filter(([name]) => !ofModules.has(name) && name !== 'defaultJSONHandling');
  t.true(constants.length > 10);
  for (const [name, value] of constants) {
    if (Array.isArray(value)) t.deepEqual([...(values.get(name) as unknown[])].sort(), value.toSorted(), name);
    else t.deepEqual(values.get(name), value, name);
  }
  t.is(ours.EXCEPTION_TAG_HEADER_NAME, theirs.EXCEPTION_TAG_HEADER_NAME);
});

test('types of columns are described the same way', (t) => {
  const types = [
    ...theirs.SimpleColumnTypes,
    'Nullable(Int32)',
    'FixedString(16)',
    'Decimal(9, 2)',
    'Decimal(76, 20)',
    'Nullable(Decimal(18, 4))',
    'DateTime',
    "DateTime('Europe/Berlin')",
    'DateTime64(3)',
    "DateTime64(9, 'UTC')",
    "Enum8('a' = 1, 'it\\'s' = 2)",
    "Enum16('' = 0)",
    'Array(Array(Nullable(String)))',
    'Map(String, Array(UInt8))',
    'Tuple(String, Tuple(UInt8, Map(Int32, String)))',
    'LowCardinality(String)',
  ];
  for (const type of types) t.deepEqual(ours.parseColumnType(type), theirs.parseColumnType(type), type);
  for (const type of ['Nested(a UInt8)', 'nonsense', 'Array(', ''])
    t.throws(() => ours.parseColumnType(type), undefined, type);
});

test('texts of errors are read the same way', (t) => {
  const texts = [
    'Code: 60. DB::Exception: Unknown table t. (UNKNOWN_TABLE) (version 26.7.2.1)',
    'Code: 57. DB::Exception: There was an error on [h:9000]: Code: 57. DB::Exception: Table x exists. (TABLE_ALREADY_EXISTS) (version 1). (TABLE_ALREADY_EXISTS) (version 1)',
    'Error: 10. Exception: many\nlines (2) of (official build) it. (NOT_FOUND)',
    'something else',
    '',
  ];
  for (const text of texts) {
    for (const input of [text, new Error(text)]) {
      const [expected, actual] = both.map((api) => told(api.parseError(input), api));
      t.deepEqual(actual, expected);
    }
  }
});

test('exceptions at the end of a response are found the same way', (t) => {
  const tag = 'abcdefghijklmnop';
  const message = 'Code: 395. DB::Exception: ä is wrong. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 1)\n';
  const end = `${Buffer.byteLength(message)} ${tag}\r\n__exception__\r\n`;
  const chunks = [
    `1\n2\n\r\n__exception__\r\n${tag}\r\n${message}${end}`,
    `\n${end}`,
    'x',
    `${message}none ${tag}\r\n__exception__\r\n`,
  ];
  for (const chunk of chunks) {
    const [expected, actual] = both.map((api) => told(api.extractErrorAtTheEndOfChunk(Buffer.from(chunk), tag), api));
    t.deepEqual(actual, expected, chunk);
  }
});

test('kinds of rows are told the same way', (t) => {
  for (const row of [null, 1, {}, { row: 1 }, { row: 1, more: 2 }, { progress: {} }, { exception: '' }, [], 'row']) {
    const [expected, actual] = both.map((api) => [api.isRow(row), api.isProgressRow(row), api.isException(row)]);
    t.deepEqual(actual, expected);
  }
});

test('options that make no sense are refused with the same error', (t) => {
  const wrong: readonly Parameters<typeof theirs.createClient>[0][] = [
    { url: 'nonsense' },
    { url: 'tcp://localhost:9000' },
    { url: 'http://localhost:8123/?unknown=1&also=2' },
    { url: 'http://localhost:8123/?request_timeout=x' },
    { url: 'http://localhost:8123/?request_timeout=-1' },
    { url: 'http://localhost:8123/?max_open_connections=0' },
    { url: 'http://localhost:8123/?compression_request=maybe' },
    { url: 'http://localhost:8123/?log_level=LOUD' },
    { access_token: 'a', username: 'b' },
    { compression: { request: { codec: 'lz4' as never } } },
    { compression: { response: { codec: 'lz4' as never } } },
  ];
  for (const options of wrong) {
    const [expected, actual] = both.map((api) => outcome(api, () => api.createClient(options)));
    t.deepEqual(actual, expected);
    t.true('message' in (actual as object));
  }
});

test('an agent of Node is refused, as its proxy or its certificates would not be used', (t) => {
  t.throws(() => ours.createClient({ http_agent: {} as never }), { message: /'http_agent' has no meaning here/ });
});
