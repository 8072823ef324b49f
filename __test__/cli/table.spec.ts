import test from 'ava';
import stringWidth from 'string-width';

import { cliHere } from '../helpers/cli.ts';

const table = async (sql: string, ...flags: string[]): Promise<string> => {
  const { stdout, stderr } = await cliHere(['query', sql, '--table', 'box', ...flags]);
  if (stdout === '') throw new Error(stderr);
  return stdout;
};

test('numbers are flush right, texts flush left, and NULL is not the text NULL', async (t) => {
  const sql =
    "SELECT number * 100 AS n, if(number = 1, NULL, 'NULL') AS s, toDecimal32(number, 1) AS d FROM numbers(2)";
  t.is(
    await table(sql),
    [
      '┌─────┬──────┬───┐',
      '│   n │ s    │ d │',
      '├─────┼──────┼───┤',
      '│   0 │ NULL │ 0 │',
      '│ 100 │ ᴺᵁᴸᴸ │ 1 │',
      '└─────┴──────┴───┘',
      '',
    ].join('\n'),
  );
});

test('a plain table has no lines', async (t) => {
  const { stdout } = await cliHere(['query', "SELECT 1 AS id, 'x' AS name", '--table', 'plain']);
  t.is(stdout, 'id  name\n 1  x\n');
});

test('a terminal gets a table, and what it took beside it', async (t) => {
  const { stdout, stderr } = await cliHere(['query', 'SELECT number FROM numbers(3)', '--no-progress'], {
    columns: 80,
  });
  t.regex(stdout, /^┌─+┐\n│ number │\n/);
  t.regex(stderr, /^3 rows in \d+\.\d+ s; 3 rows, 24 B read \(/m);
});

test('wide characters, marks and emoji take their columns', async (t) => {
  const lines = (await table("SELECT arrayJoin(['東京', 'e\\u0301', '👩‍👩‍👧', 'ﬁ', 'Straße']) AS s, 1 AS n"))
    .trimEnd()
    .split('\n');
  t.deepEqual([...new Set(lines.map((line) => stringWidth(line)))].length, 1, lines.join('\n'));
});

test('no value can do anything to the terminal or to the table', async (t) => {
  const shown = await table("SELECT 'a\\nb\\t\\\\n\\0\\x1b[31m\\x07' AS s, 'x\u202ey' AS r, [''''] AS a");
  t.true(shown.includes("│ a\\nb\\t\\n\\0\\x1b[31m\\x07 │ x\\u202ey │ ['\\''] │"), shown);
});

test('a text that is too wide is cut, and a number never', async (t) => {
  const sql = "SELECT repeat('x', 1000000) AS s, 12345678901234567890 AS n, repeat('東', 100) AS w";
  const [, , , row = ''] = (await table(sql, '--max-width', '8')).split('\n');
  t.is(row, '│ xxxxxxx… │ 12345678901234567890 │ 東東東… │');
  const [, , , whole = ''] = (await table("SELECT repeat('x', 500) AS s", '--max-width', '0')).split('\n');
  t.is(whole, `│ ${'x'.repeat(500)} │`);
});

test('dates and times are never cut, however narrow the terminal is', async (t) => {
  const sql =
    "SELECT toDateTime64('2026-01-31 12:34:56.789', 3) AS at, toDate('2026-01-31') AS day, repeat('x', 50) AS s";
  const { stdout } = await cliHere(['query', sql, '--quiet'], { columns: 40 });
  t.true(stdout.includes('│ 2026-01-31 12:34:56.789 │ 2026-01-31 │ xxxxxxxxx… │'), stdout);
});

test('a result of any length takes little memory', async (t) => {
  const sql = "SELECT number, repeat('x', 100) AS s FROM numbers(700000)";
  const env = { NODE_OPTIONS: '--max-old-space-size=64' };
  const { code, bytes, stderr } = await cliHere(['query', sql, '--table', 'plain', '--quiet'], { env });
  t.deepEqual([code, stderr], [0, '']);
  t.true(bytes.length > 700_000 * 80);
});

test('a table fits the terminal where its texts can be cut', async (t) => {
  const sql = "SELECT 1 AS id, repeat('a', 60) AS a, repeat('b', 60) AS b, 'short' AS c";
  const { stdout } = await cliHere(['query', sql, '--quiet'], { columns: 60 });
  for (const line of stdout.trimEnd().split('\n')) t.is(stringWidth(line), 60);
  t.true(stdout.includes('short'));
});

test('a long result goes on below the same header as long as its rows are not wider', async (t) => {
  const lines = (await table('SELECT number FROM numbers(5000)')).trimEnd().split('\n');
  t.deepEqual(
    lines.filter((line) => !/│ +\d+ │/.test(line)),
    ['┌────────┐', '│ number │', '├────────┤', '└────────┘'],
  );
  t.is(lines.length, 5004);
  const wider = await table("SELECT repeat('x', intDiv(number, 1000) + 1) AS s FROM numbers(2000)");
  t.is(wider.match(/┌/g)?.length, 2);
});

test('totals and extremes stand apart', async (t) => {
  const sql = 'SELECT number % 2 AS k, count() AS c FROM numbers(5) GROUP BY k WITH TOTALS ORDER BY k';
  const { stdout, stderr } = await cliHere(['query', sql, '-s', 'extremes=1', '--no-progress'], { columns: 80 });
  t.regex(stdout, /│ 1 │ 2 │\n└─+┴─+┘\nTotals:\n┌[^E]*│ 0 │ 5 │\n└[^E]*┘\nExtremes:\n[^:]*│ 0 │ 2 │\n│ 1 │ 3 │\n/);
  t.regex(stderr, /^2 rows in/m);
});

test('a result without rows shows its columns', async (t) => {
  t.is(await table('SELECT 1 AS a, 2 AS b WHERE 0'), '┌───┬───┐\n│ a │ b │\n├───┼───┤\n└───┴───┘\n');
});

test('names and NULL have a look of their own on a terminal with colours', async (t) => {
  const { stdout } = await cliHere(['query', 'SELECT NULL AS a'], { columns: 80, env: { COLORS: '1' } });
  t.true(stdout.includes('\u001b[1ma\u001b[22m'));
  t.true(stdout.includes('\u001b[2mᴺᵁᴸᴸ\u001b[22m'));
});

test('every type of the server has a text, states of aggregate functions too', async (t) => {
  const shown = await table(
    "SELECT sumState(1) AS s, map('a', (1, NULL)) AS m, toTime64('12:00:00', 3) AS t, [] AS e, nan AS f FORMAT TabSeparatedWithNamesAndTypes",
    '-s',
    'enable_time_time64_type=1',
  );
  t.regex(shown, /│ \{'a':\(1,NULL\)\} │ 12:00:00\.000 │ \[\] │ nan │/);
});

test('totals and extremes of a single column of numbers are no rows', async (t) => {
  const sql = 'SELECT count() AS n FROM numbers(3) GROUP BY number % 2 WITH TOTALS ORDER BY n SETTINGS extremes = 1';
  const { stdout, stderr } = await cliHere(['query', sql, '--table', 'plain']);
  t.is(stdout, 'n\n1\n2\nTotals:\nn\n3\nExtremes:\nn\n1\n2\n');
  t.regex(stderr, /^2 rows in /);
});

test('an empty text in a single column is a row', async (t) => {
  const { stdout } = await cliHere(['query', "SELECT '' AS s FROM numbers(2)", '--table', 'plain']);
  t.is(stdout, 's\n\n\n');
});
