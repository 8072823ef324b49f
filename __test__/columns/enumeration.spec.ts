import test from 'ava';

import { getClient } from '../helpers/client.ts';
import { nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const fromText = (text: string) => text;

const enum8 =
  "Enum8('low' = -128, '' = 0, 'one' = 1, 'it\\'s' = 2, 'a = 1, b' = 3, 'back\\\\slash' = 4, '漢字 😀' = 5, '__proto__' = 6, 'high' = 127)";
const names8 = ['low', '', 'one', "it's", 'a = 1, b', 'back\\slash', '漢字 😀', '__proto__', 'high'];
const codes8 = [-128, 0, 1, 2, 3, 4, 5, 6, 127];
const enum16 = "Enum16('low' = -32768, 'minus one' = -1, 'one' = 1, 'high' = 32767)";
const codes16 = [-32_768, -1, 1, 32_767];
const names16 = ['low', 'minus one', 'one', 'high'];

const rows = (type: string, codes: readonly number[]) => `SELECT CAST(arrayJoin([${codes}]), '${escaped(type)}') AS x`;
const escaped = (type: string) => type.replace(/[\\']/g, '\\$&');

test('Enum8 is the name', async (t) => {
  await reads(t, rows(enum8, codes8), { fromText });
  await reads(t, rows(`Nullable(${enum8})`, codes8), { fromText });
});

test('Enum16 is the name', async (t) => {
  await reads(t, rows(enum16, codes16), { fromText });
  await reads(t, `SELECT CAST(arrayJoin([1, NULL, -1]), 'Nullable(${escaped(enum16)})') AS x`, { fromText });
});

test('enums are the same inside of other types', async (t) => {
  await nests(t, enum8, rows(enum8, codes8));
  await nests(t, enum16, rows(enum16, codes16));
});

test('enums take names and codes', async (t) => {
  await writes(t, enum8, [
    ...names8.map((name): [unknown, string] => [name, name]),
    ...codes8.map((code, index): [unknown, string] => [code, names8[index] ?? '']),
    ...codes8.map((code, index): [unknown, string] => [BigInt(code), names8[index] ?? '']),
  ]);
  await writes(t, enum16, [
    ...names16.map((name): [unknown, string] => [name, name]),
    ...codes16.map((code, index): [unknown, string] => [code, names16[index] ?? '']),
  ]);
  await writes(t, `Nullable(${enum16})`, [
    [null, null],
    ['low', 'low'],
    [undefined, null],
  ]);
});

test('enums refuse names and codes that they do not have', async (t) => {
  const type = "Enum8('a' = 1, 'b' = 2)";
  await rejects(t, type, 'a', [
    ['c', /'c' is not a name of Enum8\('a' = 1, 'b' = 2\)/],
    ['', /'' is not a name/],
    ['A', /'A' is not a name/],
    ['1', /'1' is not a name/],
    ['toString', /'toString' is not a name/],
    [0, /0 is not a code of Enum8/],
    [3, /3 is not a code/],
    [257, /257 is not a code/],
    [-129, /-129 is not a code/],
    [1.5, /1\.5 is not a code/],
    [Number.NaN, /NaN is not a code/],
    [4n, /4 is not a code/],
    [2n ** 64n + 1n, /is not a code/],
    [true, /expected a name or code, got true/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    [['a'], /expected a name or code/],
  ]);
  await rejectsTheLast(t, type, 'a', 'c');
});

test('a code without a name, which servers give in results of their own, stays a number', async (t) => {
  const client = await getClient();
  const e = "CAST('b', 'Enum8(\\'a\\' = 1, \\'b\\' = 2)')";
  const filled = await client.query(`SELECT ${e} AS e, number AS n FROM numbers(1) ORDER BY n WITH FILL TO 2`);
  t.deepEqual(filled.tuples(), [
    ['b', 0n],
    [0, 1n],
  ]);
  t.is(await client.command(`SELECT [${e}][7]`), 0);
});
