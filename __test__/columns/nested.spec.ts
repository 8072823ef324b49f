import test from 'ava';

import type { InsertData } from '../../index.js';
import { DataError } from '../../src/index.ts';
import { agrees, fingerprint, getClient, goesBack, same } from '../helpers/columns.ts';

let tables = 0;

/** A table with the nested column `n`, in one column or in several. */
async function nestedTable(flattened: boolean, columns = 'id UInt8, n Nested(a UInt8, b String)'): Promise<string> {
  const name = `nested_${tables++}`;
  const client = await getClient();
  await client.command(`CREATE TABLE ${name} (${columns}) ENGINE = MergeTree ORDER BY id`, {
    settings: { flatten_nested: flattened ? 1 : 0 },
  });
  return name;
}

/** The same three rows in every form that they may have. */
const forms: Readonly<Record<string, InsertData>> = {
  'arrays of objects': [
    {
      id: 1,
      n: [
        { a: 1, b: 'x' },
        { b: 'y', a: 2 },
      ],
    },
    { id: 2, n: [] },
    { id: 3, n: [{ a: 3, b: '' }] },
  ],
  'arrays of tuples': [
    {
      id: 1,
      n: [
        [1, 'x'],
        [2, 'y'],
      ],
    },
    { id: 2, n: [] },
    { id: 3, n: [[3, '']] },
  ],
  'objects of arrays': [
    { id: 1, n: { a: [1, 2], b: ['x', 'y'] } },
    { id: 2, n: { b: [], a: [] } },
    { id: 3, n: { a: Uint8Array.of(3), b: [''] } },
  ],
  'flattened columns': [
    { id: 1, 'n.a': [1, 2], 'n.b': ['x', 'y'] },
    { id: 2, 'n.a': [], 'n.b': [] },
    { id: 3, 'n.a': [3], 'n.b': [''] },
  ],
  'a record of columns': {
    id: [1, 2, 3],
    n: [
      [
        [1, 'x'],
        [2, 'y'],
      ],
      [],
      [{ a: 3, b: '' }],
    ],
  },
  'a record of flattened columns': { id: [1, 2, 3], 'n.b': [['x', 'y'], [], ['']], 'n.a': [[1, 2], [], [3]] },
};

for (const [form, data] of Object.entries(forms)) {
  for (const flattened of [false, true]) {
    test(`${form} go into a ${flattened ? 'flattened' : 'nested'} table`, async (t) => {
      const client = await getClient();
      const table = await nestedTable(flattened);
      await client.insert(table, data);
      const texts = await client.query(`SELECT id, toString(n.a), toString(n.b) FROM ${table} ORDER BY id`);
      t.deepEqual(texts.tuples(), [
        [1, '[1,2]', "['x','y']"],
        [2, '[]', '[]'],
        [3, '[3]', "['']"],
      ]);
    });
  }
}

test('rows by position take the names that are given', async (t) => {
  const client = await getClient();
  const rows = [
    [[{ a: 1, b: 'x' }], 1],
    [{ a: [2], b: ['y'] }, 2],
  ];
  for (const flattened of [false, true]) {
    const table = await nestedTable(flattened);
    await client.insert(table, rows, { columnNames: ['n', 'id'] });
    await client.insert(table, [[['z'], 3, [3]]], { columnNames: ['n.b', 'id', 'n.a'] });
    t.deepEqual((await client.query(`SELECT id, n.a, n.b FROM ${table} ORDER BY id`)).tuples(), [
      [1, [1], ['x']],
      [2, [2], ['y']],
      [3, [3], ['z']],
    ]);
  }
});

test('a nested column is an array of objects, and goes back', async (t) => {
  const client = await getClient();
  const columns =
    'id UInt8, n Nested(a UInt8, `b c` LowCardinality(String), d Nested(x Nullable(Int64), y Array(Point)))';
  const table = await nestedTable(false, columns);
  const rows = [
    {
      id: 1,
      n: [
        { a: 1, 'b c': 'x', d: [{ x: null, y: [[1, 2]] }] },
        { a: 2, 'b c': '', d: [] },
      ],
    },
    { id: 2, n: [] },
  ];
  await client.insert(table, rows);
  const result = await client.query(`SELECT * FROM ${table} ORDER BY id`);
  same(t, result.rows(), rows, 'rows');
  agrees(t, result.column('n'));
  t.deepEqual(
    await client
      .query(`SELECT n FROM ${table} ORDER BY id`, { queryFormats: { Tuple: 'tuple' } })
      .then((each) => each.first()),
    { n: rows[0]?.n },
  );
  await goesBack(t, `SELECT * FROM ${table}`);
});

test('what a flattened table gives goes back into it, and into a nested one', async (t) => {
  const client = await getClient();
  const [flat, nested, copy] = [await nestedTable(true), await nestedTable(false), await nestedTable(true)];
  await client.insert(flat, forms['arrays of objects'] as InsertData);
  const read = await client.query(`SELECT * FROM ${flat} ORDER BY id`);
  t.deepEqual(read.columnNames, ['id', 'n.a', 'n.b']);
  await client.insert(copy, read.rows());
  await client.insert(nested, read.rows());
  t.deepEqual(await fingerprint(copy), await fingerprint(flat));
  await client.insert(await nestedTable(true), (await client.query(`SELECT * FROM ${nested} ORDER BY id`)).rows());
  t.deepEqual((await client.query(`SELECT id, n.a, n.b FROM ${nested} ORDER BY id`)).tuples(), read.tuples());
});

test('a part of a flattened column alone leaves the others to the server', async (t) => {
  const client = await getClient();
  const table = await nestedTable(true);
  await client.insert(table, [{ id: 1, 'n.a': [1, 2] }]);
  t.deepEqual((await client.query(`SELECT n.a, n.b FROM ${table}`)).tuples(), [
    [
      [1, 2],
      ['', ''],
    ],
  ]);
});

const refused: [n: unknown, reason: RegExp][] = [
  [{ a: [1, 2], b: ['x'] }, /'b' has 1 values and 'a' has 2/],
  [{ a: [1] }, /'b': expected an array, got undefined/],
  [{ a: [1], b: 'x' }, /'b': expected an array, got 'x'/],
  [{ a: [1], b: ['x'], c: [1] }, /the nested type has no element 'c'/],
  [[{ a: 1, b: 'x', c: 1 }], /the tuple has no element 'c'/],
  [[[1]], /an array of 1 for a tuple of 2 elements/],
  [[{ a: 1 }], /undefined in a column that is not Nullable/],
  [[{ a: 256, b: '' }], /256 is out of the range of UInt8/],
  [[1], /expected an object or array, got 1/],
  ['x', /expected an array of objects or arrays, or an object of arrays, got 'x'/],
  [new Map(), /expected an array of objects or arrays/],
  [null, /null in a column that is not Nullable/],
];

for (const flattened of [false, true]) {
  test(`a ${flattened ? 'flattened' : 'nested'} table refuses what does not fit, and stores nothing`, async (t) => {
    const client = await getClient();
    const table = await nestedTable(flattened);
    for (const [n, message] of refused) {
      const rows = [
        { id: 1, n: [{ a: 1, b: 'x' }] },
        { id: 2, n },
      ];
      const error = await t.throwsAsync(client.insert(table, rows), {
        instanceOf: DataError,
        code: 'ERR_INVALID_VALUE',
        message,
      });
      t.true(error?.message.includes(`insert: ${table}: column 'n`), error?.message);
      t.true(error?.message.includes(', row 1: '), error?.message);
    }
    const unequal = client.insert(table, [
      { id: 1, 'n.a': [1], 'n.b': ['x'] },
      { id: 2, 'n.a': [1, 2], 'n.b': ['x'] },
    ]);
    await t.throwsAsync(unequal, { instanceOf: DataError, code: 'ERR_INVALID_VALUE', message: /row 1: / });
    const unknown = client.insert(table, [{ id: 1, m: [] }]);
    await t.throwsAsync(unknown, { code: 'ERR_UNKNOWN_COLUMN', message: /no column 'm'/ });
    t.is(await client.command(`SELECT count() FROM ${table}`), 0n);
  });
}
