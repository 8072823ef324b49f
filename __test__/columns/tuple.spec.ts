import test from 'ava';

import { agrees, createTable, getClient, goesBack, rejects, rejectsTheLast, same, writes } from '../helpers/columns.ts';

const cast = (value: string, type: string) => `CAST(${value}, '${type.replace(/[\\']/g, '\\$&')}')`;

async function value(sql: string): Promise<unknown> {
  return (await (await getClient()).query(`SELECT ${sql} AS x`)).first()?.x;
}

test('a Tuple without names is an array', async (t) => {
  t.deepEqual(await value("(1, 'a', [2], NULL, (3, 4))"), [1, 'a', [2], null, [3, 4]]);
  t.deepEqual(await value('tuple(1)'), [1]);
  t.deepEqual(await value('tuple()'), []);
});

test('a Tuple with names is an object', async (t) => {
  t.deepEqual(await value(cast("(1, 'a', (2, [3]))", 'Tuple(a UInt8, b String, c Tuple(d UInt8, e Array(UInt8)))')), {
    a: 1,
    b: 'a',
    c: { d: 2, e: [3] },
  });
  t.deepEqual(
    await value(cast("([(1, 'x')], (2, 3))", 'Tuple(list Array(Tuple(n UInt8, s String)), plain Tuple(UInt8, UInt8))')),
    {
      list: [{ n: 1, s: 'x' }],
      plain: [2, 3],
    },
  );
});

test('elements may have any names', async (t) => {
  const names = ['a b', "it's", '"', 'é😀', 'constructor', 'length', '\\', 'a.b', 'a\nb', 'toString'];
  const type = `Tuple(${names.map((name) => `\`${name.replace(/[\\`]/g, '\\$&').replace('\n', '\\n')}\` UInt8`).join(', ')})`;
  const query = `SELECT ${cast(`(${names.map((_, index) => index).join(', ')})`, type)} AS x`;
  const read = (await (await getClient()).query(query)).first()?.x;
  t.deepEqual(read, Object.fromEntries(names.map((name, index) => [name, index])));
  await goesBack(t, query);
});

test('an element called __proto__ is an element', async (t) => {
  const query = `SELECT ${cast('(1, 2)', 'Tuple(`__proto__` UInt8, b UInt8)')} AS x`;
  const read = (await (await getClient()).query(query)).first()?.x as object;
  t.deepEqual(Object.entries(read), [
    ['__proto__', 1],
    ['b', 2],
  ]);
  await goesBack(t, query);
});

test('tuples of every kind of value go back unchanged, in many blocks', async (t) => {
  const sql = `SELECT tuple(number, toString(number), if(number % 2 = 0, NULL, number)) AS a, ${cast("(number, [(toDate(number % 100), 'é')])", 'Tuple(n UInt64, l Array(Tuple(d Date, s LowCardinality(String))))')} AS b, tuple() AS c, [tuple(), tuple()] AS d FROM numbers(100000)`;
  const result = await (await getClient()).query(sql);
  same(t, result.column('a').get(99_999), [99_999n, '99999', 99_999n], 'a');
  same(t, result.column('b').get(70_000), { n: 70_000n, l: [{ d: new Date(0), s: 'é' }] }, 'b');
  const few = await (await getClient()).query(`SELECT * FROM (${sql}) LIMIT 2000`);
  for (const name of few.columnNames) agrees(t, few.column(name));
  await goesBack(t, `SELECT * FROM (${sql}) LIMIT 70000`);
});

test('a Tuple takes arrays, and objects when it has names', async (t) => {
  await writes(t, 'Tuple(a UInt8, b Nullable(String))', [
    [{ a: 1, b: 'x' }, "(1,'x')"],
    [{ b: 'x', a: 1 }, "(1,'x')"],
    [[1, 'x'], "(1,'x')"],
    [{ a: 1, b: null }, '(1,NULL)'],
    [{ a: 1 }, '(1,NULL)'],
    [Object.assign(Object.create(null), { a: 2, b: 'y' }), "(2,'y')"],
    [[3, undefined], '(3,NULL)'],
  ]);
  await writes(t, 'Tuple(UInt8, Array(String))', [
    [[1, ['x']], "(1,['x'])"],
    [[2, []], '(2,[])'],
  ]);
  await writes(t, 'Tuple(constructor Nullable(UInt8), a UInt8)', [[{ a: 1 }, '(NULL,1)']]);
});

test('a Tuple refuses what does not fit its elements', async (t) => {
  await rejects(t, 'Tuple(a UInt8, b String)', { a: 1, b: 'x' }, [
    [[1], /an array of 1 for a tuple of 2 elements/],
    [[1, 'x', 2], /an array of 3 for a tuple of 2 elements/],
    [[], /an array of 0 for a tuple of 2 elements/],
    [{ a: 1 }, /undefined in a column that is not Nullable \(in String\)/],
    [{ a: 1, b: null }, /null in a column that is not Nullable/],
    [{ a: 1, b: 'x', c: 2 }, /the tuple has no element 'c'/],
    [{ a: 256, b: 'x' }, /256 is out of the range of UInt8 \(in UInt8\)/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    ['ab', /expected an object or array, got 'ab'/],
    [1, /expected an object or array, got 1/],
  ]);
  await rejects(
    t,
    'Tuple(UInt8, UInt8)',
    [1, 2],
    [
      [{ 0: 1, 1: 2 }, /expected an array, got an object/],
      [[1, 2, 3], /an array of 3 for a tuple of 2 elements/],
      [[1, -1], /-1 is out of the range/],
    ],
  );
  const none = /expected an object or array/;
  await rejects(
    t,
    'Tuple(a Nullable(UInt8), b Nullable(String))',
    { a: 1 },
    [new Map([['a', 1]]), new Set([1]), Promise.resolve({ a: 1 }), new Date(0), /a/].map((value) => [value, none]),
  );
  await rejectsTheLast(t, 'Tuple(a UInt8, b String)', [1, 'x'], [1, 2]);
  await rejectsTheLast(t, 'Array(Tuple(UInt8, UInt8))', [[1, 1]], [[1, 1], [1]]);
});

test('a Nested column is an array for each of its parts', async (t) => {
  const client = await getClient();
  const table = await createTable('(n Nested(a UInt8, b String))');
  await client.insert(table, [
    { 'n.a': [1, 2], 'n.b': ['x', 'y'] },
    { 'n.a': [], 'n.b': [] },
  ]);
  t.deepEqual((await client.query(`SELECT * FROM ${table}`)).rows(), [
    { 'n.a': [1, 2], 'n.b': ['x', 'y'] },
    { 'n.a': [], 'n.b': [] },
  ]);
});
