import test from 'ava';

// biome-ignore lint/style/noRestrictedImports: what counts as a placeholder is decided before any request
import { firstWord, placeholders } from '../src/sql/placeholders.ts';
import { generatedStatements } from './helpers/statements.ts';

const found = (sql: string) => placeholders(sql).map(({ name, type }) => `${name}:${type}`);

const real: [string, string[]][] = [
  ['SELECT {a:UInt8}', ['a:UInt8']],
  ['SELECT {a:UInt8}, {b:String}, {a:UInt8}', ['a:UInt8', 'b:String', 'a:UInt8']],
  ['SELECT { a : UInt8 }', ['a:UInt8']],
  ['SELECT {\n\ta\n:\nArray( UInt8 )\n}', ['a:Array( UInt8 )']],
  ['SELECT {a /* } */ : /* { */ UInt8 -- }\n}', ['a:UInt8']],
  ["SELECT {a:Enum8('}' = 1, '{b:X}' = 2)}", ["a:Enum8('}' = 1, '{b:X}' = 2)"]],
  ["SELECT {a:DateTime64(3, 'UTC')}", ["a:DateTime64(3, 'UTC')"]],
  ['SELECT {a:Tuple(x UInt8, `y z` String)}', ['a:Tuple(x UInt8, `y z` String)']],
  ['SELECT {a$b:UInt8}, {$c:UInt8}, {1d:UInt8}, {_e:UInt8}', ['a$b:UInt8', '$c:UInt8', '1d:UInt8', '_e:UInt8']],
  ["SELECT '', {a:UInt8}, '''', {b:UInt8}, '\\'', {c:UInt8}", ['a:UInt8', 'b:UInt8', 'c:UInt8']],
  ['SELECT a--{b:UInt8}\n+{c:UInt8}', ['c:UInt8']],
  ['SELECT $1, {a:UInt8}, $2', ['a:UInt8']],
  ['SELECT a$x$, {b:UInt8}, c$x$', ['b:UInt8']],
  ['SELECT a#{b:UInt8}', ['b:UInt8']],
  ['SELECT 8/{a:UInt8}/*{b:UInt8}*/', ['a:UInt8']],
  ['SELECT * FROM {t:Identifier}', ['t:Identifier']],
  ['SELECT {{a:UInt8}}', ['a:UInt8']],
  ["SELECT {'k': {a:UInt8}}", ['a:UInt8']],
];

test('tags of heredocs that are not closed hide nothing, however many there are', (t) => {
  const tags = Array.from({ length: 200_000 }, (_, index) => `a, $${index}$`).join(' ');
  t.deepEqual(found(`SELECT {a:UInt8}, ${tags}, {b:UInt8}`), ['a:UInt8', 'b:UInt8']);
  t.deepEqual(found('SELECT $a$b$ {a:UInt8} $b$ {b:UInt8}'), ['a:UInt8', 'b:UInt8']);
  t.deepEqual(found('SELECT $a$b$ {a:UInt8} $b$a$ {b:UInt8}'), ['b:UInt8']);
  t.deepEqual(found('SELECT $$$ {a:UInt8} $'), ['a:UInt8']);
});

for (const [sql, expected] of real) {
  test(`${JSON.stringify(sql)} has ${expected.length} placeholders`, (t) => t.deepEqual(found(sql), expected));
}

const none = [
  "SELECT '{a:UInt8}'",
  "SELECT 'it''s {a:UInt8}'",
  "SELECT 'it\\'s {a:UInt8}'",
  'SELECT "{a:UInt8}"',
  'SELECT `{a:UInt8}`',
  'SELECT `a``{a:UInt8}`',
  'SELECT `a\\`{a:UInt8}`',
  'SELECT 1 -- {a:UInt8}',
  'SELECT 1 --{a:UInt8}',
  'SELECT 1 // {a:UInt8}',
  'SELECT 1 # {a:UInt8}',
  'SELECT 1 #! {a:UInt8}',
  'SELECT 1 /* {a:UInt8} */',
  'SELECT 1 /* /* */ {a:UInt8} */',
  'SELECT $${a:UInt8}$$',
  "SELECT $tag$ '{a:UInt8} $other$ $tag$",
  'SELECT ‘{a:UInt8}’',
  'SELECT 1 AS “{a:UInt8}”',
  "SELECT {'a':1}",
  'SELECT {"a":1}',
  'SELECT {`a`:UInt8}',
  'SELECT {a::UInt8}',
  'SELECT {a}',
  'SELECT {a:}',
  'SELECT {:UInt8}',
  'SELECT {a b:UInt8}',
  'SELECT {}',
  "SELECT 'not closed {a:UInt8}",
  'SELECT /* not closed {a:UInt8}',
  'SELECT "not closed {a:UInt8}',
  'SELECT {a:UInt8',
  '',
];

for (const sql of none) {
  test(`${JSON.stringify(sql)} has no placeholder`, (t) => t.deepEqual(found(sql), []));
}

test('among strings, comments and heredocs exactly the real placeholders are found', (t) => {
  for (const { sql, names } of generatedStatements(2000, 1)) {
    t.deepEqual(
      placeholders(sql).map(({ name }) => name),
      names,
      sql,
    );
  }
});

test('any text is searched to its end without an error', (t) => {
  const pieces = ["'", '"', '`', '\\', '$', '{', '}', ':', '/*', '*/', '--', '#', '\n', 'a', '‘', '’', '1', ' ', '😀'];
  let seed = 7;
  for (let round = 0; round < 5000; round++) {
    let sql = '';
    for (let i = 0; i < 12; i++) {
      seed = (seed * 48_271) % 2_147_483_647;
      sql += pieces[seed % pieces.length];
    }
    t.true(
      placeholders(sql).every(({ name, type }) => sql.includes(name) && type !== ''),
      sql,
    );
  }
});

test('megabytes of quoted data are searched in linear time', (t) => {
  const quotes = `SELECT {a:UInt8}, '${"''".repeat(1_000_000)}'`;
  const strings = `SELECT {a:UInt8}, ${"'x', ".repeat(300_000)} 1`;
  const comments = `SELECT {a:UInt8} ${'/**/ '.repeat(300_000)}`;
  for (const sql of [quotes, strings, comments]) t.deepEqual(found(sql), ['a:UInt8']);
});

test('the first word of a statement is told in upper case, past comments', (t) => {
  t.is(firstWord(' /* a */ -- b\n # c\n (select 1)'), 'SELECT');
  t.is(firstWord('create view v AS'), 'CREATE');
  t.is(firstWord(''), undefined);
});
