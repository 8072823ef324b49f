import { writeFile } from 'node:fs/promises';
import test from 'ava';

import { closedPort } from '../helpers/closed-port.ts';
import { cli, cliHere } from '../helpers/cli.ts';
import { pathOf } from '../helpers/directory.ts';
import { getServer, reader } from '../helpers/server.ts';

test('a statement that the server refuses is one line with its code and name, and exit code 1', async (t) => {
  const { code, stdout, stderr } = await cliHere(['query', 'SELECT *\nFROM no_such_table']);
  t.deepEqual([code, stdout], [1, '']);
  t.regex(stderr, /^clickhouse-connect: [^\n]*no_such_table[^\n]*\n$/);
  t.regex(stderr, /UNKNOWN_TABLE/);
  t.regex(stderr, /\b60\b/);
});

test('--verbose tells the stack as well', async (t) => {
  const { code, stderr } = await cliHere(['query', 'SELECT nothing', '--verbose']);
  t.is(code, 1);
  t.regex(stderr, /^clickhouse-connect: Unknown expression [^\n]*\nProgrammingError: .*\n {4}at /s);
});

test('an exception after data began is told, behind the data, and never taken for the end', async (t) => {
  const sql = "SELECT throwIf(number = 500000, 'on purpose') FROM numbers(1000000) SETTINGS max_block_size = 1000";
  const { code, stdout, stderr } = await cliHere(['query', sql]);
  t.is(code, 1);
  t.true(stdout.length > 0);
  t.regex(stderr, /on purpose/);
});

test('a server that is not there is exit code 1, and its address is told', async (t) => {
  const port = await closedPort();
  const { code, stderr } = await cli(['query', 'SELECT 1', '--host', '127.0.0.1', '--port', String(port)]);
  t.is(code, 1);
  t.regex(stderr, new RegExp(`^clickhouse-connect: .*127\\.0\\.0\\.1:${port}.*ECONNREFUSED.*\n$`));
});

test('a limit of time is kept', async (t) => {
  const sql = 'SELECT sum(sleepEachRow(0.001)) FROM system.numbers';
  const { code, stderr } = await cliHere([
    'query',
    sql,
    '--timeout',
    '0.3',
    '-s',
    'function_sleep_max_microseconds_per_block=0',
  ]);
  t.is(code, 1);
  t.regex(stderr, /ERR_TIMEOUT|300 ms|0\.3 s/);
});

const misuses: Readonly<Record<string, [args: readonly string[], said: RegExp]>> = {
  'an unknown option': [['query', '--fromat', 'CSV', 'SELECT 1'], /unknown option '--fromat'.*--format/],
  'an unknown command': [['qurey'], /unknown command 'qurey'.*query/],
  'two statements': [['query', 'SELECT 1', '--file', 'x.sql'], /either a statement or --file/],
  'a file that is not there': [['query', '--file', '/no/such.sql'], /no\/such\.sql' cannot be read \(ENOENT\)/],
  'an empty statement': [['query', ' ; -- nothing'], /the statement is empty/],
  'a parameter without a value': [
    ['query', 'SELECT 1', '--param', 'x'],
    /^clickhouse-connect: option '-p, --param <name=value>' is invalid.*name and a value/,
  ],
  'a parameter without a placeholder': [['query', 'SELECT 1', '--param', 'x=1'], /no placeholder \{x:Type\}/],
  'a limit that is no number': [['query', 'SELECT 1', '--limit', 'many'], /'many' is invalid.*whole number/],
  'a table in a format': [['query', 'SELECT 1', '--table', 'box', '--format', 'CSV'], /--table is not for --format/],
  'a codec without a file': [['query', 'SELECT 1', '--compression', 'gzip'], /--compression is for --output/],
  'a file that is not named': [['query', 'SELECT 1', '--no-overwrite'], /--no-overwrite is for --output/],
  'two inserts of standard input': [
    ['query', 'INSERT INTO a FORMAT CSV; INSERT INTO b FORMAT CSV'],
    /standard input can be the data of one INSERT only/,
  ],
  'a file for what has no result': [
    ['query', 'INSERT INTO a FORMAT CSV', '--output', 'a.csv'],
    /--output is for results, and an INSERT has none/,
  ],
  'several statements for one file': [['query', 'SELECT 1; SELECT 2', '--output', 'a.csv'], /one statement only/],
  'an address that is none': [
    ['query', 'SELECT 1', '--url', 'nonsense'],
    /^clickhouse-connect: the URL cannot be parsed/,
  ],
  'a codec that there is not': [['query', 'SELECT 1', '--compress', 'rar'], /--compress must be one of/],
  'two passwords': [
    ['query', 'SELECT 1', '--password', 'x', '--password-file', 'y'],
    /either --password or --password-file/,
  ],
  'a format that standard input does not tell': [['insert', 't'], /--format must say/],
  'a table that is not named': [['insert'], /missing required argument 'table'/],
  'tables and a query': [['typegen', 't', '--query', 'SELECT 1'], /either tables or --query/],
  'a secret for an option that there is not': [
    ['query', 'SELECT 1', '--passwrod=hunter2'],
    /unknown option '--passwrod'(?!.*hunter2)/,
  ],
  'a secret for a parameter': [
    ['query', 'SELECT 1', '-phunter2'],
    /option '-p, --param <name=value>' is invalid(?!.*hunter)/,
  ],
  'a secret that is no header': [
    ['query', 'SELECT 1', '--header', "Authorization Bearer hunter'2"],
    /^clickhouse-connect: option '--header <name: value>' is invalid(?!.*hunter)/,
  ],
  'a file whose name tells no format': [['query', 'SELECT 1', '--output', 'x'], /tells no format; give --format/],
  'a name that is none': [['typegen', '--query', 'SELECT 1', '--name', '1st'], /'1st' is none/],
};

for (const [what, [args, said]] of Object.entries(misuses)) {
  test(`${what} is exit code 2, with one line`, async (t) => {
    const { code, stdout, stderr } = await cliHere(args);
    t.deepEqual([code, stdout], [2, '']);
    t.regex(stderr, said);
    t.regex(stderr, /^clickhouse-connect: [^\n]+\n$/);
  });
}

test('a password stands in no message', async (t) => {
  const { port } = await getServer();
  const url = `http://${reader.username}:${encodeURIComponent('very secret')}@127.0.0.1:${port}`;
  const { code, stderr } = await cli(['query', 'SELECT 1', '--url', url, '--verbose']);
  t.is(code, 1);
  t.regex(stderr, /AUTHENTICATION_FAILED/);
  t.notRegex(stderr, /very.?(?:%20)?secret/);
});

test('a message of the server does nothing to the terminal', async (t) => {
  for (const flags of [[], ['--verbose']]) {
    const { stderr } = await cliHere(['query', "SELECT throwIf(1, 'a\x1b[31mred\x07\u202eb')", ...flags]);
    t.regex(stderr, /a\\x1b\[31mred\\x07\\u202eb/);
    for (const sign of ['\x07', '\x1b', '\u202e']) t.false(stderr.includes(sign));
  }
});

test('a statement whose bytes are no UTF-8 is refused, not changed', async (t) => {
  const file = await pathOf('latin1.sql');
  const bytes = Buffer.from("SELECT 'caf\xe9'", 'latin1');
  await writeFile(file, bytes);
  for (const [args, input, said] of [
    [['--file', file], undefined, /latin1\.sql' is not UTF-8/],
    [[], bytes, /standard input is not UTF-8/],
  ] as const) {
    const { code, stdout, stderr } = await cliHere(['query', ...args], input === undefined ? {} : { input });
    t.deepEqual([code, stdout], [2, '']);
    t.regex(stderr, said);
  }
  await writeFile(file, '\ufeffSELECT 7');
  t.is((await cliHere(['query', '--file', file])).stdout, '7\n');
});
