import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import test from 'ava';

import { cliHere } from '../helpers/cli.ts';
import { contents, getClient, makeTable } from '../helpers/client.ts';
import { pathOf } from '../helpers/directory.ts';

const done = { code: 0, stderr: '' };

test('a result in a pipe is what clickhouse-client writes there: tabs, and no names', async (t) => {
  const { code, stdout, stderr } = await cliHere(['query', "SELECT number, 'a\\tb', NULL FROM numbers(2)"]);
  t.deepEqual({ code, stderr, stdout }, { ...done, stdout: '0\ta\\tb\t\\N\n1\ta\\tb\t\\N\n' });
});

test('the bytes of any format are those of the server', async (t) => {
  const sql = 'SELECT number, toString(number) AS text, [number, NULL] AS list FROM numbers(100000)';
  for (const format of ['Parquet', 'RowBinary', 'JSONCompactEachRow']) {
    const { bytes, code } = await cliHere(['query', sql, '--format', format]);
    t.is(code, 0);
    t.true(bytes.equals(await (await getClient()).rawQuery(sql, { format })), format);
  }
});

test('a statement with a format of its own has that one, on a terminal as well', async (t) => {
  const { stdout } = await cliHere(['query', 'SELECT 1 AS a FORMAT JSONEachRow', '--quiet'], { columns: 80 });
  t.is(stdout, '{"a":1}\n');
});

test('a statement comes from an argument, a file, or standard input', async (t) => {
  const file = await pathOf('statement.sql');
  await writeFile(file, '-- a comment\nSELECT 7;\n');
  const answers = await Promise.all([
    cliHere(['query', 'SELECT 7']),
    cliHere(['query', '--file', file]),
    cliHere(['query'], { input: 'SELECT 7' }),
    cliHere(['query', '-'], { input: 'SELECT 7' }),
  ]);
  for (const { code, stdout } of answers) t.deepEqual([code, stdout], [0, '7\n']);
});

test('several statements run in one session, and the first that fails ends it', async (t) => {
  const input =
    "SET max_threads = 3; CREATE TEMPORARY TABLE x (a String) ENGINE = Memory; INSERT INTO x VALUES ('a;b'), (';'); " +
    "SELECT getSetting('max_threads'), a FROM x ORDER BY a; SELECT ';' /* ; */;";
  t.is((await cliHere(['query'], { input })).stdout, '3\t;\n3\ta;b\n;\n');
  const { code, stdout } = await cliHere(['query', 'SELECT 1; SELECT nothing; SELECT 3']);
  t.deepEqual([code, stdout], [1, '1\n']);
});

test('parameters are sent apart from the statement, as the types of their placeholders read them', async (t) => {
  const sql =
    'SELECT {id:UInt64}, {name:String}, {ids:Array(UInt8)}, {pair:Tuple(String, Int8)}, {m:Map(String, UInt8)}, {day:Date}, ' +
    '{n:Nullable(Int8)}, {b:Bool}, {d:Decimal(9, 2)}, {t:Identifier} FROM system.one';
  const values = {
    id: '18446744073709551615',
    name: "it's a\ttab \\ and = more",
    ids: '[1,2]',
    pair: "('x',-1)",
    m: "{'k':1}",
    day: '2026-01-31',
    n: '\\N',
    b: 'true',
    d: '12.5',
    t: 'dummy',
  };
  const flags = Object.entries(values).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const { stdout, stderr } = await cliHere(['query', sql, ...flags]);
  t.is(stderr, '');
  t.is(
    stdout,
    "18446744073709551615\tit\\'s a\\ttab \\\\ and = more\t[1,2]\t('x',-1)\t{'k':1}\t2026-01-31\t\\N\ttrue\t12.5\t0\n",
  );
  t.is((await cliHere(['query', 'SELECT {x:UInt8} + 1', '--param_x=4'])).stdout, '5\n');
});

test('settings, limit and query id go with the statement', async (t) => {
  const sql = "SELECT getSetting('max_block_size'), queryID() FROM numbers(100)";
  const { stdout } = await cliHere(['query', sql, '-s', 'max_block_size=77', '--limit', '2', '--query-id', 'my-id']);
  t.is(stdout, '77\tmy-id\n77\tmy-id\n');
  const union = 'SELECT number FROM numbers(9) UNION ALL SELECT number FROM numbers(9)';
  t.is((await cliHere(['query', union, '--limit', '3'])).stdout.split('\n').length, 4);
});

test('a result goes into a file in the format and compression that its name tells', async (t) => {
  const [json, csv] = [await pathOf('out.json'), await pathOf('out.csv.gz')];
  const first = await cliHere(['query', 'SELECT 1 AS a, NULL AS b', '--output', json]);
  t.deepEqual([first.code, first.stdout], [0, '']);
  t.regex(first.stderr, /out\.json: \d+ B in \d/);
  t.deepEqual(JSON.parse(await readFile(json, 'utf8')), [{ a: 1, b: null }]);
  await cliHere(['query', 'SELECT 1 AS a', '--output', csv, '--quiet']);
  t.is(gunzipSync(await readFile(csv)).toString(), '"a"\n1\n');
  const refused = await cliHere(['query', 'SELECT 2', '--output', csv, '--no-overwrite']);
  t.deepEqual([refused.code, refused.stdout], [1, '']);
  t.regex(refused.stderr, /^clickhouse-connect: the file '.*out\.csv\.gz' exists already \(EEXIST\)\n$/);
});

test('standard input is the data of an INSERT that ends with its format', async (t) => {
  const table = await makeTable('n UInt8, s String');
  const { code, stderr } = await cliHere(['query', `INSERT INTO ${table} FORMAT CSV`], { input: '1,a\n2,b\n' });
  t.is(code, 0);
  t.regex(stderr, /^2 rows written in /);
  t.deepEqual(await contents(table), [
    [1, 'a'],
    [2, 'b'],
  ]);
});

test('a query that takes long shows a bar on the terminal, and leaves nothing of it', async (t) => {
  const sql = 'SELECT count() FROM numbers(1200) WHERE NOT ignore(sleepEachRow(0.001)) SETTINGS max_block_size = 20';
  const { code, stderr } = await cliHere(['query', sql], { columns: 100 });
  t.is(code, 0);
  t.regex(stderr, /[█░]{24} \d+% \d.* of 1\.20 k rows, \d.* rows\/s, .*B\/s/);
  t.regex(stderr, /1 row in [^\n]* read \([^\n]*\n$/);
  const without = await cliHere(['query', sql, '--quiet'], { columns: 100 });
  t.is(without.stderr, '');
});

test('a statement without a result prints nothing', async (t) => {
  const table = await makeTable('n UInt8');
  const { code, stdout, stderr } = await cliHere(['query', `INSERT INTO ${table} VALUES (1), (2)`]);
  t.deepEqual({ code, stdout, stderr }, { ...done, stdout: '' });
  const shown = await cliHere(['query', `TRUNCATE TABLE ${table}`], { columns: 80 });
  t.deepEqual([shown.code, shown.stdout], [0, '']);
  t.regex(shown.stderr, /done in \d[^\n]*\n$/);
});
