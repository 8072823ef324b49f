import test from 'ava';

import { ProgrammingError } from '../../src/index.ts';
import { getDriver } from '../helpers/cube.ts';

async function value(sql: string, values: unknown[]): Promise<unknown> {
  const rows = await (await getDriver()).query<{ x: unknown }>(sql, values);
  return rows[0]?.x;
}

const nasty = [
  "it's",
  "\\'; DROP TABLE a; --",
  '?',
  '{p1:String}',
  '\n\t\0',
  '“quoted”',
  '日本',
  "'",
  '\\',
  '',
  '$$',
  '/*',
];

for (const text of nasty) {
  test(`the text ${JSON.stringify(text)} arrives as it is`, async (t) => {
    t.is(await value('SELECT ? AS x', [text]), text);
    t.is(await value("SELECT arrayElement([?, ?], 2) AS x -- it's ?", ['first', text]), text);
  });
}

test('a question mark inside of a string, a name or a comment is no place for a value', async (t) => {
  const sql = `SELECT concat('?', "a?", \`b?\`, $$?$$, ?) /* ? */ AS x -- ?
    FROM (SELECT 'A' AS "a?", 'B' AS \`b?\`) # ?`;
  t.is(await value(sql, ['!']), '?AB?!');
});

test('values are compared with columns of every kind as texts, as Cube hands them over', async (t) => {
  for (const [column, text] of [
    ['toUInt64(18446744073709551615)', '18446744073709551615'],
    ['toInt8(-5)', '-5'],
    ['toNullable(3)', '3'],
    ["toDecimal64('1.50', 2)", '1.5'],
    ["toDate('2026-01-02')", '2026-01-02'],
    ["toDateTime('2026-01-02 03:04:05', 'UTC')", '2026-01-02 03:04:05'],
    ["toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')", '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
    ["CAST('a', 'Enum8(\\'a\\' = 1)')", 'a'],
    ["toLowCardinality('a')", 'a'],
    ["toFixedString('ab', 2)", 'ab'],
    ['true', 'true'],
  ] as const) {
    t.is(await value(`SELECT c = ? AS x FROM (SELECT ${column} AS c)`, [text]), '1', column);
    t.is(await value(`SELECT count() AS x FROM (SELECT materialize(${column}) AS c) WHERE c = ?`, [text]), '1', column);
    if (column === 'true') continue;
    t.is(
      await value(`SELECT count() AS x FROM (SELECT materialize(${column}) AS c) WHERE c IN (?, ?)`, [text, text]),
      '1',
      column,
    );
  }
});

test('numbers, booleans, times and NULL keep their types', async (t) => {
  t.is(await value('SELECT toTypeName(?) AS x', [1]), 'Int64');
  t.is(await value('SELECT toTypeName(?) AS x', [1.5]), 'Float64');
  t.is(await value('SELECT ? AS x', [true]), true);
  t.is(await value('SELECT ? AS x', [null]), null);
  t.is(await value('SELECT ? AS x', [new Date('2026-01-02T03:04:05.678Z')]), '2026-01-02T03:04:05.678');
  t.is(await value('SELECT has(?, 2) AS x', [[1, 2]]), '1');
  t.is(await value('SELECT number AS x FROM numbers(5) LIMIT 1 OFFSET ?', [3]), '3');
});

test('lists of any length are compared, also beyond what servers take as parameters', async (t) => {
  const numbers = Array.from({ length: 2000 }, (_, index) => String(index));
  const marks = (mark: string): string => numbers.map(() => mark).join(', ');
  const among = `number IN (${marks('toFloat64(?)')}) AND toString(number) NOT IN (${marks('?')}) AND number > toFloat64(?)`;
  const odd = numbers.filter((_, index) => index % 2 === 1).concat(Array.from({ length: 1000 }, () => "it's"));
  t.is(await value(`SELECT count() AS x FROM numbers(5000) WHERE ${among}`, [...numbers, ...odd, '9']), '995');
  const long = numbers.map((number) => `${number}${"\\'ä".repeat(100)}`);
  t.is(
    await value(`SELECT count() AS x FROM numbers(5000) WHERE toString(number) IN (${marks('?')})`, numbers),
    '2000',
  );
  t.is(await value(`SELECT '1' IN (${marks('?')}) AS x`, long), '0');
  t.is(await value(`SELECT concat('7', repeat(?, 100)) IN (${marks('?')}) AS x`, ["\\'ä", ...long]), '1');
  await t.throwsAsync(value(`SELECT [${marks('?')}] AS x`, numbers), { message: /send a list as one parameter/ });
});

test('without values a statement stays as it is', async (t) => {
  t.is(await value("SELECT 1 ? 'yes' : 'no' AS x", []), 'yes');
});

test('as many values as there are places, or the statement is refused before it is sent', async (t) => {
  const driver = await getDriver();
  for (const [sql, values] of [
    ['SELECT ?', ['a', 'b']],
    ["SELECT '?'", ['a']],
    ["SELECT 1 ? 2 : 3 WHERE 'a' = ?", ['a']],
    ['SELECT ?', [undefined]],
  ] as const) {
    await t.throwsAsync(driver.query(sql, [...values]), {
      instanceOf: ProgrammingError,
      code: 'ERR_UNBOUND_PARAMETER',
    });
  }
});

test('what is no statement is refused', async (t) => {
  const driver = await getDriver();
  for (const sql of ['', ' ', undefined, 5]) {
    await t.throwsAsync(driver.query(sql as string, ['a']), { code: 'ERR_INVALID_ARG' });
  }
  t.is(await value('SELECT 1 AS x', null as never), '1');
});

test("a statement's own placeholders are not given values of others", async (t) => {
  const query = (await getDriver()).query('SELECT {p1:String} AS x, ? AS y', ['a']);
  await t.throwsAsync(query, { code: 'ERR_UNBOUND_PARAMETER', message: /p1/ });
});
