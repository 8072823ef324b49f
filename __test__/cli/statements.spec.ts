import test from 'ava';

import { awaitsData, statementsOf } from '../../src/cli/query/statements.ts';

test('semicolons part statements, but not those inside of texts, names and comments', (t) => {
  const cases: [string, string[]][] = [
    ['', []],
    [' ;; -- nothing\n;', []],
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1;; SELECT 2;', ['SELECT 1', 'SELECT 2']],
    ['SELECT 1;(SELECT 2);SELECT (3);', ['SELECT 1', '(SELECT 2)', 'SELECT (3)']],
    [
      'SELECT \';\', `;`, ";" /* ; /* ; */ */ -- ;\n; SELECT $x$;$x$',
      ['SELECT \';\', `;`, ";" /* ; /* ; */ */ -- ;', 'SELECT $x$;$x$'],
    ],
    ["INSERT INTO t VALUES ('a;b'), (';'); SELECT 1", ["INSERT INTO t VALUES ('a;b'), (';')", 'SELECT 1']],
    ['INSERT INTO t FORMAT Values (1); SELECT 1', ['INSERT INTO t FORMAT Values (1)', 'SELECT 1']],
    ['SELECT 1; INSERT INTO t FORMAT CSV\n1;2\n3;4\n', ['SELECT 1', 'INSERT INTO t FORMAT CSV\n1;2\n3;4']],
    ['INSERT INTO t FORMAT CSV; SELECT 1', ['INSERT INTO t FORMAT CSV', 'SELECT 1']],
    [
      'INSERT INTO t (format, values) SELECT 1, 2; SELECT 3',
      ['INSERT INTO t (format, values) SELECT 1, 2', 'SELECT 3'],
    ],
    ["SELECT 'not closed; SELECT 2", ["SELECT 'not closed; SELECT 2"]],
    ["'", ["'"]],
  ];
  for (const [sql, statements] of cases) t.deepEqual(statementsOf(sql), statements, sql);
});

test('an INSERT that ends with its format waits for data', (t) => {
  const waiting = [
    'INSERT INTO t FORMAT CSV',
    'insert into t (a, `values`, format) format JSONEachRow -- here it comes',
    'INSERT INTO t VALUES',
    'INSERT INTO t SETTINGS async_insert = 1 FORMAT TSV',
    "INSERT INTO t SELECT a FROM input('a UInt8') FORMAT CSV",
  ];
  const others = [
    'SELECT 1 FORMAT CSV',
    'INSERT INTO t VALUES (1)',
    'INSERT INTO t FORMAT CSV 1',
    'INSERT INTO t SELECT 1 FORMAT Null',
    "INSERT INTO t SELECT * FROM values('a UInt8', 1)",
    'INSERT INTO t (values)',
    "SELECT 'INSERT INTO t FORMAT CSV'",
  ];
  for (const sql of waiting) t.true(awaitsData(sql), sql);
  for (const sql of others) t.false(awaitsData(sql), sql);
});
