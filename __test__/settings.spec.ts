import { inspect } from 'node:util';
import test from 'ava';

import { createClient, InterfaceError } from '../src/index.ts';
// biome-ignore lint/style/noRestrictedImports: the text of a setting is seen nowhere else without a server
import { mergedSettings, settingPairs } from '../src/settings.ts';

type Settings = Parameters<typeof settingPairs>[0];

const pairs = (settings: Settings) => settingPairs(settings, 'query');

test('values become the texts that the server reads', (t) => {
  t.deepEqual(pairs({ a: true, b: false, c: 1.5, d: 2n ** 64n, e: 'max', f: 0, g: '', h: -1 }), [
    ['a', '1'],
    ['b', '0'],
    ['c', '1.5'],
    ['d', '18446744073709551616'],
    ['e', 'max'],
    ['f', '0'],
    ['g', ''],
    ['h', '-1'],
  ]);
});

test('null and undefined are left out', (t) => {
  t.deepEqual(pairs({ a: null, b: undefined }), []);
  t.deepEqual(pairs(undefined), []);
});

test('arrays become lists, as servers take them', (t) => {
  t.deepEqual(pairs({ a: ['grace_hash', 'hash'], b: [1, 2n, true], c: [] }), [
    ['a', 'grace_hash,hash'],
    ['b', '1,2,1'],
    ['c', ''],
  ]);
});

test('objects and arrays of arrays become ClickHouse literals with escaped texts', (t) => {
  const settings = { filters: { "it's": 'x = \\1', n: 1, b: true, none: null }, list: ['a', 2, ["b'\n"]] };
  t.deepEqual(pairs(settings), [
    ['filters', String.raw`{'it\'s':'x = \\1','n':1,'b':1,'none':NULL}`],
    ['list', String.raw`['a',2,['b\'\n']]`],
  ]);
});

test('settings that make the types of columns bytes are refused, and may be switched off', (t) => {
  for (const way of ['output_format_native_encode', 'input_format_native_decode']) {
    const name = `${way}_types_in_binary_format`;
    for (const value of [1, true, '1']) {
      t.throws(() => pairs({ [name]: value }), {
        instanceOf: InterfaceError,
        message: new RegExp(`'${name}' must be 0`),
      });
    }
    t.deepEqual(pairs({ [name]: false }), [[name, '0']]);
  }
});

test('settings of a request lie over those of the client', (t) => {
  const client = pairs({ a: 1, b: 2, c: 3 });
  t.deepEqual(mergedSettings(client, { b: 9, c: null, d: 4, a: undefined }, 'query'), [
    ['a', '1'],
    ['b', '9'],
    ['d', '4'],
  ]);
  t.is(mergedSettings(client, undefined, 'query'), client);
});

for (const value of [Number.NaN, Infinity, Symbol('x'), () => 1, new Date(0), [Number.NaN], { a: new Map() }]) {
  test(`${inspect(value)} is no value of a setting`, (t) => {
    const error = t.throws(() => pairs({ max_threads: value as never }), { instanceOf: InterfaceError });
    t.is(error.code, 'ERR_INVALID_ARG');
    t.regex(error.message, /^query: setting 'max_threads' must be/);
  });
}

for (const name of ['query', 'user', 'password', 'query_id', 'database', 'compress', 'default_format', 'param_x', '']) {
  test(`'${name}' cannot be smuggled in as a setting`, (t) => {
    t.throws(() => createClient({ settings: { [name]: '1' } }), { instanceOf: InterfaceError, message: /setting/ });
  });
}
