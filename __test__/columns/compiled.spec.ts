import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

import { quoteIdentifier } from '../../src/index.ts';
import { createTable, fingerprint, getClient, goesBack, same } from '../helpers/columns.ts';
import { getServer } from '../helpers/server.ts';

const names = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a b',
  "it's",
  '"double"',
  '`tick`',
  '\\',
  'a\nb',
  '$' + '{x}',
  '*/ alert(1) /*',
  '\u2028',
  'Ünïcode 漢字 😀',
  '1',
  '0',
  '-1',
  'a.b',
];
const everyName = names.map((name, index) => `${index} + number AS ${quoteIdentifier(name)}`).join(', ');

test('columns may have any names', async (t) => {
  const client = await getClient();
  const query = `SELECT ${everyName} FROM numbers(3)`;
  const result = await client.query(query);
  t.deepEqual(result.columnNames, names);
  for (const [row, value] of result.rows().entries()) {
    t.is(Object.getPrototypeOf(value), Object.prototype);
    for (const [index, name] of names.entries()) {
      t.is(Object.getOwnPropertyDescriptor(value, name)?.value, BigInt(row + index), name);
    }
  }
  const plain = await client.queryColumns(query);
  for (const [index, name] of names.entries()) {
    const values = Object.getOwnPropertyDescriptor(plain, name)?.value;
    t.deepEqual(
      values,
      BigUint64Array.of(0n, 1n, 2n).map((row) => row + BigInt(index)),
      name,
    );
    t.deepEqual(result.column(name).toArray(), [...values]);
  }
  await goesBack(t, query);
});

test('columns of one name are all there, and an object has one of them', async (t) => {
  const result = await (await getClient()).query("SELECT a, b, a FROM (SELECT 1 AS a, 'x' AS b FROM numbers(2))");
  t.deepEqual(result.columnNames, ['a', 'b', 'a']);
  t.deepEqual(result.tuples(), [
    [1, 'x', 1],
    [1, 'x', 1],
  ]);
  t.deepEqual(result.rows(), [
    { a: 1, b: 'x' },
    { a: 1, b: 'x' },
  ]);
  t.deepEqual(result.column(2).toArray(), [1, 1]);
});

test('a table of 1 000 columns is read and written', async (t) => {
  const makers = [
    'number + #',
    "concat('# ', toString(number))",
    'if(number % 2 = 0, NULL, #)',
    'toDate(# + number)',
    'toDecimal64(#, 3)',
    'toLowCardinality(toString((number + #) % 3))',
    '[#, number]',
    'number = #',
    '# / 7',
    "toDateTime64(#, 6, 'UTC')",
  ];
  const columns = Array.from({ length: 1000 }, (_, n) => `${makers[n % 10]?.replaceAll('#', String(n))} AS c${n}`);
  const query = `SELECT ${columns.join(', ')} FROM numbers(300)`;
  const rows = (await (await getClient()).query(query)).rows();
  t.is(rows.length, 300);
  t.is(Object.keys(rows[299] ?? {}).length, 1000);
  t.is(rows[299]?.c990, 1289n);
  t.is(rows[299]?.c991, '991 299');
  t.is(rows[298]?.c992, null);
  await goesBack(t, query);
});

test('more shapes of rows than are kept compiled are read', async (t) => {
  const client = await getClient();
  for (let shape = 0; shape < 1100; shape += 100) {
    const results = Array.from({ length: 100 }, (_, n) =>
      client.query(`SELECT ${shape + n} AS c${shape + n}, 'x' AS s`),
    );
    for (const [n, result] of (await Promise.all(results)).entries()) {
      same(t, result.rows(), [{ [`c${shape + n}`]: shape + n, s: 'x' }], `shape ${shape + n}`);
    }
  }
});

const everything = `SELECT number AS n, ${everyName}, toString(number) AS s, if(number % 3 = 0, NULL, number) AS nu,
  toDate(number) AS d, toDateTime64(number / 4, 6, 'UTC') AS p, toDecimal32(number, 2) AS de, true AS b, toBFloat16(number) AS bf,
  [toNullable(number), NULL] AS a, map('k', number) AS m, map(number, 's') AS mm, toFixedString('ab', 3) AS f, toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0') AS u,
  CAST((number, 'x', 1), 'Tuple(\`__proto__\` UInt8, constructor String, b UInt8)') AS t, toLowCardinality(toNullable(toString(number % 2))) AS l,
  CAST(number % 2, 'Enum8(\\'even\\' = 0, \\'odd\\' = 1)') AS e, toInt256(-number) AS w, toIPv4(number) AS i, -number / 3 AS fl FROM numbers(100)`;

test('where code may not be made out of strings, rows are the same', async (t) => {
  const client = await getClient();
  await client.command(`CREATE TABLE everything ENGINE = Memory AS ${everything}`);
  const { url } = await getServer();
  const program = fileURLToPath(new URL('../helpers/programs/read-rows.ts', import.meta.url));
  const outcomes = await Promise.all(
    [[], ['--disallow-code-generation-from-strings']].map(async (flags, index) => {
      const copy = await createTable('AS everything');
      const args = [...flags, '--import=@oxc-node/core/register', program, url, 'everything', copy];
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
      t.deepEqual(await fingerprint(copy), await fingerprint('everything'), `copy ${index}`);
      return JSON.parse(stdout) as { mayMakeCode: boolean; text: string };
    }),
  );
  t.deepEqual(
    outcomes.map(({ mayMakeCode }) => mayMakeCode),
    [true, false],
  );
  t.true(outcomes[0]?.text === outcomes[1]?.text);
  t.regex(outcomes[0]?.text ?? '', /\['__proto__'\]: 99n?, *\n? *constructor: /);
});
