import { inspect } from 'node:util';
import test from 'ava';

import type { InsertData } from '../../index.js';
import { DataError } from '../../src/index.ts';
import { countRows, getClient, makeTable } from '../helpers/client.ts';
import { refused } from '../helpers/refusal.ts';

const columns = `u UInt8, i Nullable(Int64), s String, d Date, f FixedString(3), e Enum8('a' = 1), dec Decimal(9, 2),
  a Array(UInt8), id UUID, m Map(String, UInt8), t Tuple(x UInt8, y String), b Bool, ip IPv4`;

for (const [column, type, value, tells] of [
  ['u', 'UInt8', 256, ['256']],
  ['u', 'UInt8', -1, ['-1']],
  ['u', 'UInt8', 1.5, ['1.5']],
  ['u', 'UInt8', 'one', ['one']],
  ['u', 'UInt8', null, ['null']],
  ['u', 'UInt8', Number.NaN, ['NaN']],
  ['u', 'UInt8', {}, []],
  ['i', 'Nullable(Int64)', 2n ** 63n, ['9223372036854775808']],
  ['s', 'String', 7, ['7']],
  ['d', 'Date', 'yesterday', ['yesterday']],
  ['d', 'Date', new Date('1969-12-31'), ['1969-12-31']],
  ['f', 'FixedString(3)', 'four', ['four']],
  ['e', "Enum8('a' = 1)", 'b', ['b']],
  ['dec', 'Decimal(9, 2)', '12345678.90', ['12345678.90']],
  ['dec', 'Decimal(9, 2)', '0.001', ['0.001']],
  ['a', 'Array(UInt8)', [1, 256], ['256']],
  ['a', 'Array(UInt8)', 7, ['7']],
  ['id', 'UUID', 'not-a-uuid', ['not-a-uuid']],
  ['m', 'Map(String, UInt8)', { k: 300 }, ['300']],
  ['t', 'Tuple(x UInt8, y String)', [1], []],
  ['b', 'Bool', 'perhaps', ['perhaps']],
  ['ip', 'IPv4', '256.0.0.1', ['256.0.0.1']],
] as [string, string, unknown, string[]][]) {
  test(`${inspect(value)} for ${type} names table, column, row and type, and nothing is inserted`, async (t) => {
    const client = await getClient();
    const table = await makeTable(columns.replace(/\s+/g, ' '));
    const good = (
      await client.query<Record<string, unknown>>(`SELECT * FROM generateRandom($$${columns}$$, 1, 3, 3) LIMIT 3`)
    ).rows();
    await client.insert(table, good);
    const bad = [...good, { ...good[0], [column]: value }];
    const message = [table, `'${column}'`, type, 'row 3', ...tells];
    const expected = { type: DataError, code: 'ERR_INVALID_VALUE', tells: message };
    for (const data of [bad, bad.map((row) => Object.values(row)), turned(bad)]) {
      await refused(t, async () => await client.insert(table, data as InsertData), expected);
    }
    t.is(await countRows(table), 3n);
  });
}

/** Rows as columns. */
function turned(rows: readonly Record<string, unknown>[]): Record<string, unknown[]> {
  return Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((row) => row[name])]));
}

test('rows of unequal length or shape are refused with the row', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b UInt8');
  for (const [data, tells] of [
    [
      [[1, 2], [3]],
      ['row 1', '1 values', '2'],
    ],
    [
      [
        [1, 2],
        [3, 4],
        [5, 6, 7],
      ],
      ['row 2', '3 values', '2'],
    ],
    [[[1, 2], { a: 1, b: 2 }], ['row 1']],
    [[{ a: 1, b: 2 }, [1, 2]], ['row 1']],
    [[{ a: 1, b: 2 }, null], ['row 1']],
    [[[1, 2], undefined], ['row 1']],
    [[1, 2], ['row 0']],
    [
      [[1], [2]],
      ['1 column', '2', 'a, b'],
    ],
    [[[1, 2, 3]], ['3 columns', '2', 'a, b']],
    [{ a: [1, 2], b: [1] }, ["'b'", '1 values', '2']],
    [{ a: [1, 2], b: 7 }, ["'b'"]],
    [[{}, {}], ['no values']],
  ] as [unknown, string[]][]) {
    const expected = { type: DataError, code: 'ERR_INVALID_ROWS', tells };
    await refused(t, async () => await client.insert(table, data as InsertData), expected);
  }
  t.is(await countRows(table), 0n);
});
