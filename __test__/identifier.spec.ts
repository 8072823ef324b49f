import test from 'ava';

// biome-ignore lint/style/noRestrictedImports: names of tables are told apart before any request
import { parseTableName, qualifiedName } from '../src/identifier.ts';
import { InterfaceError, quoteIdentifier } from '../src/index.ts';

test('an identifier is one name, whatever it holds', (t) => {
  t.is(quoteIdentifier('plain'), '`plain`');
  t.is(quoteIdentifier('a.b'), '`a.b`');
  t.is(quoteIdentifier('select'), '`select`');
  t.is(quoteIdentifier('a`b\\c\n'), '`a\\`b\\\\c\\n`');
  t.is(quoteIdentifier('`already`'), '`\\`already\\``');
});

test('a name that is empty or no string is refused', (t) => {
  for (const name of ['', undefined, 5]) {
    t.throws(() => quoteIdentifier(name as string), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  }
});

const tables: [string, string | undefined, string][] = [
  ['t', undefined, 't'],
  ['db.t', 'db', 't'],
  ['my table', undefined, 'my table'],
  ['my-db.my-table', 'my-db', 'my-table'],
  ['`a.b`', undefined, 'a.b'],
  ['`a.b`.`c.d`', 'a.b', 'c.d'],
  ['"a.b"."c"', 'a.b', 'c'],
  ['db.`it``s`', 'db', 'it`s'],
  ['`a\\`b\\\\`.t', 'a`b\\', 't'],
  ['"a""b"', undefined, 'a"b'],
  ['`a""b`', undefined, 'a""b'],
  ['db . t', 'db', 't'],
  [' `db`.t ', 'db', 't'],
  ['таблица', undefined, 'таблица'],
  ['`.inner.v`', undefined, '.inner.v'],
];

for (const [text, database, table] of tables) {
  test(`${text} names table ${table}${database === undefined ? '' : ` of database ${database}`}`, (t) => {
    t.deepEqual(parseTableName(text), { database, table });
  });
}

for (const text of ['', ' ', '.', 'a.', '.b', 'a..b', 'a.b.c', '``', 'a`b', '`a', '`a`b', 'a"b', undefined, 5]) {
  test(`${JSON.stringify(text)} is no name of a table`, (t) => {
    t.throws(() => parseTableName(text as string), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  });
}

test('what is put into SQL is quoted and names the same table', (t) => {
  t.is(qualifiedName('db.t; DROP TABLE x'), '`db`.`t; DROP TABLE x`');
  for (const [text, database, table] of tables) {
    t.deepEqual(parseTableName(qualifiedName(text)), { database, table });
  }
});
