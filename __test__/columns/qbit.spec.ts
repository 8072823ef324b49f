import test from 'ava';

import { agrees, createTable, getClient, goesBack, rejects, rejectsTheLast, same } from '../helpers/columns.ts';

const arrays = { Int8: Int8Array, BFloat16: undefined, Float32: Float32Array, Float64: Float64Array } as const;

/** Numbers that every element type holds exactly, some of them negative. */
const vector = (dimension: number, row: number) =>
  Array.from({ length: dimension }, (_, i) => ((i * 7 + row) % 61) - 30);

for (const element of Object.keys(arrays) as (keyof typeof arrays)[]) {
  test(`QBit of ${element} is an array of numbers, of any dimension`, async (t) => {
    const client = await getClient();
    for (const dimension of [1, 2, 7, 8, 9, 16, 33, 128]) {
      const type = `QBit(${element}, ${dimension})`;
      const wanted = [0, 1, 2].map((row) => vector(dimension, row));
      const table = await createTable(`(n UInt8, x ${type})`);
      await client.insert(table, { n: [0, 1, 2], x: wanted });
      // The server keeps the elements as bits apart, and puts them together itself for a text.
      const sql = `SELECT x, toString(x) AS text FROM ${table} ORDER BY n`;
      const result = await client.query<{ x: number[]; text: string }>(sql);
      const column = result.column('x');
      same(t, column.toArray(), wanted, type);
      same(
        t,
        result.column('text').toArray(),
        wanted.map((each) => `[${each}]`),
        `${type} for the server`,
      );
      agrees(t, column);
      const memory = arrays[element];
      if (memory !== undefined) {
        const copy = await createTable(`AS ${table}`);
        await client.insert(copy, { n: [0, 1, 2], x: wanted.map((each) => new memory(each)) });
        same(t, (await client.query(sql.replace(table, copy))).rows(), result.rows(), `${type} from typed arrays`);
      }
      await goesBack(t, `SELECT * FROM ${table}`);
    }
  });
}

test('QBit keeps all bits of its elements', async (t) => {
  const client = await getClient();
  const values = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, Math.PI];
  const table = await createTable('(a QBit(Float64, 7), b QBit(Float32, 7))');
  await client.insert(table, [{ a: values, b: values }]);
  const floats = [...new Float32Array(values)];
  const [row] = (await client.query(`SELECT * FROM ${table}`)).tuples();
  t.deepEqual(row, [values, floats]);
  t.true(Object.is((row as number[][])[0]?.[1], -0));
});

test('QBit with a stride, NULLs and arrays around it', async (t) => {
  const client = await getClient();
  const table = await createTable(
    '(n UInt8, s QBit(Float32, 48, 16), o Nullable(QBit(Float64, 5)), a Array(QBit(Int8, 3)))',
  );
  const rows = [
    [0, vector(48, 0), null, []],
    [1, vector(48, 1), vector(5, 1), [vector(3, 1), vector(3, 2)]],
  ];
  await client.insert(table, rows);
  const result = await client.query(`SELECT * FROM ${table} ORDER BY n`);
  t.deepEqual(result.tuples(), rows);
  t.deepEqual((await client.query(`SELECT toString(s) FROM ${table} ORDER BY n`)).column(0).toArray(), [
    `[${vector(48, 0)}]`,
    `[${vector(48, 1)}]`,
  ]);
  for (const name of ['s', 'o', 'a']) agrees(t, result.column(name));
  await goesBack(t, `SELECT * FROM ${table}`);
  const distance = `SELECT L2DistanceTransposed(s, CAST(${JSON.stringify(vector(48, 0))} AS Array(Float32)), 32) FROM ${table} WHERE n = 0`;
  t.is(await client.command(distance.replace(/^SELECT/, 'SELECT toFloat64(').replace(' FROM', ') FROM')), 0);
});

test('QBit refuses vectors of another length and what is no number', async (t) => {
  await rejects(
    t,
    'QBit(Float32, 3)',
    [1, 2, 3],
    [
      [[1, 2], /2 numbers for a vector of 3/],
      [[1, 2, 3, 4], /4 numbers for a vector of 3/],
      [new Float32Array(4), /4 numbers for a vector of 3/],
      [[], /0 numbers for a vector of 3/],
      [[1, 2, 'x'], /expected a number, got 'x' \(in Float32\)/],
      [[1, 2, 1e300], /out of the range of Float32/],
      [1, /expected an array of 3 numbers, got 1/],
      ['[1,2,3]', /expected an array of 3 numbers/],
      [null, /null in a column that is not Nullable/],
    ],
  );
  await rejects(t, 'QBit(Int8, 2)', [1, 2], [[[1, 128], /128 is out of the range of Int8/]]);
  await rejectsTheLast(t, 'QBit(Float64, 2)', [1, 2], [1]);
});
