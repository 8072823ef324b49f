import test from 'ava';

import { DataError, NotSupportedError, typedValue } from '../../src/index.ts';
import { createTable, getClient, rejects } from '../helpers/columns.ts';

const source = `SELECT number % 3 AS k, toNullable(number) AS n, toString(number) AS s, if(number = 0, NULL, s) AS ns,
  toUInt8(number % 200) AS u, toFloat32(number) AS f, toDecimal32(number, 2) AS d, toDateTime(number, 'UTC') AS t
  FROM numbers(1000)`;

/** An expression of states, and what merges them; results that depend on the order are sorted. */
const functions: readonly (readonly [state: string, merge: string])[] = [
  ['countState()', 'countMerge(x)'],
  ['countState(n)', 'countMerge(x)'],
  ['sumState(u)', 'sumMerge(x)'],
  ['sumState(n)', 'sumMerge(x)'],
  ['sumState(d)', 'sumMerge(x)'],
  ['sumWithOverflowState(u)', 'sumWithOverflowMerge(x)'],
  ['avgState(u)', 'avgMerge(x)'],
  ['avgState(n)', 'avgMerge(x)'],
  ['avgState(d)', 'avgMerge(x)'],
  ['minState(u)', 'minMerge(x)'],
  ['maxState(s)', 'maxMerge(x)'],
  ['anyState(ns)', 'isNotNull(anyMerge(x))'],
  ['argMinState(s, t)', 'argMinMerge(x)'],
  ['argMaxState(ns, t)', 'argMaxMerge(x)'],
  ['uniqState(s)', 'uniqMerge(x)'],
  ['uniqExactState(s)', 'uniqExactMerge(x)'],
  ['uniqExactState(n)', 'uniqExactMerge(x)'],
  ['uniqHLL12State(s)', 'uniqHLL12Merge(x)'],
  ['uniqCombinedState(s)', 'uniqCombinedMerge(x)'],
  ['uniqCombined64State(12)(s)', 'uniqCombined64Merge(12)(x)'],
  ['groupArrayState(s)', 'arraySort(groupArrayMerge(x))'],
  ['groupUniqArrayState(t)', 'arraySort(groupUniqArrayMerge(x))'],
  ['groupBitXorState(u)', 'groupBitXorMerge(x)'],
  ['stddevPopState(u)', 'round(stddevPopMerge(x), 6)'],
  ['varSampStableState(f)', 'round(varSampStableMerge(x), 3)'],
  ['corrState(u, f)', 'round(corrMerge(x), 6)'],
  ['quantileState(u)', 'round(quantileMerge(x))'],
  ['quantileExactState(d)', 'quantileExactMerge(x)'],
  ['quantilesTDigestState(0.5)(f)', 'arrayMap(q -> round(q, -2), quantilesTDigestMerge(0.5)(x))'],
  ['sumMapState([s], [u])', 'sumMapMerge(x)'],
  ['sumMapState([u], [f])', 'sumMapMerge(x)'],
  ['sumMapState(map(s, u))', 'sumMapMerge(x)'],
  ['sumIfState(u, u > 4)', 'sumIfMerge(x)'],
  ['countIfState(n > 4)', 'countIfMerge(x)'],
  ['minOrNullState(s)', 'minOrNullMerge(x)'],
  ['sumArrayState([u, u])', 'sumArrayMerge(x)'],
  ['sumForEachState([n, NULL])', 'sumForEachMerge(x)'],
  ['sumDistinctState(u)', 'sumDistinctMerge(x)'],
];

test('a state is a Buffer of its bytes, and the column behind it is read', async (t) => {
  const client = await getClient();
  for (const [state] of functions.filter(([state]) => !state.startsWith('sumMapState(['))) {
    const result = await client.query(
      `SELECT k, ${state} AS x, 'behind' AS behind FROM (${source}) GROUP BY k ORDER BY k`,
    );
    const wanted: string[] = [];
    for (const k of [0, 1, 2]) {
      wanted.push(await binary(`SELECT ${state} AS x FROM (${source}) WHERE k = ${k}`));
    }
    t.deepEqual(
      result
        .column('x')
        .toArray()
        .map((value) => (value as Buffer).toString('hex')),
      wanted,
      state,
    );
    t.deepEqual(result.column('behind').toArray(), ['behind', 'behind', 'behind'], state);
  }
});

/** The server's own bytes of the one value of a query. */
async function binary(query: string): Promise<string> {
  const client = await getClient();
  return ((await client.command(`SELECT hex(formatRow('RowBinary', x)) FROM (${query})`)) as string).toLowerCase();
}

test('states that were read go back and merge to the same result', async (t) => {
  const client = await getClient();
  for (const [state, merge] of functions) {
    const query = `SELECT k, ${state} AS x FROM (${source}) GROUP BY k`;
    const table = await createTable(`(k UInt8, x ${await typeOf(query)})`);
    const result = await client.query(query);
    const forms = [result.rows(), { k: result.column('k').toArray(), x: result.column('x').toArray() }];
    const wanted = await client.command(`SELECT ${merge} FROM (${query})`);
    for (const data of forms) {
      await client.command(`TRUNCATE TABLE ${table}`);
      await client.insert(table, data);
      t.deepEqual(await client.command(`SELECT ${merge} FROM ${table}`), wanted, state);
    }
  }
});

async function typeOf(query: string): Promise<string> {
  return (await (await getClient()).command(`SELECT any(toTypeName(x)) FROM (${query})`)) as string;
}

test('states are the same inside of other types', async (t) => {
  const client = await getClient();
  const result = await client.query(
    `SELECT [sumState(u)] AS a, (countState(), 'x') AS t, map('k', maxState(s)) AS m FROM (${source})`,
  );
  const sum = Buffer.alloc(8);
  sum.writeBigUInt64LE(99_500n);
  t.deepEqual(result.first(), {
    a: [sum],
    t: [Buffer.from([0xe8, 0x07]), 'x'],
    m: Object.assign(Object.create(null), { k: Buffer.from([4, 0, 0, 0, 0x39, 0x39, 0x39, 0]) }),
  });
});

test('states are read and written in a Dynamic and in a JSON, in columns of their own and without', async (t) => {
  const client = await getClient();
  const rows = `SELECT arrayJoin([x::Dynamic, y::Dynamic, z::Dynamic, w::Dynamic, [x]::Dynamic]) AS d FROM (
    SELECT sumState(u) AS x, quantilesState(0.5, 1.)(u) AS y, groupArrayState(3)(s) AS z,
      CAST(7, 'SimpleAggregateFunction(sum, UInt64)') AS w FROM (${source}))`;
  const types = 'SELECT arraySort(groupArray((dynamicType(d), hex(toString(d))))) FROM ';
  for (const type of ['Dynamic', 'Dynamic(max_types=1)', 'Dynamic(max_types=0)']) {
    for (const flattened of [0, 1]) {
      const settings = { output_format_native_use_flattened_dynamic_and_json_serialization: flattened };
      const sql = `SELECT d::${type} AS d FROM (${rows})`;
      const result = await client.query(sql, { settings, queryFormats: { Dynamic: 'typed' } });
      const table = await createTable(`(d ${type})`);
      await client.insert(table, result.rows());
      t.deepEqual(await client.command(types + table), await client.command(`${types}(${sql})`), type);
    }
  }
  const table = await createTable('(j JSON(max_dynamic_paths=0, max_dynamic_types=0))');
  const state = Buffer.from([7, 0, 0, 0, 0, 0, 0, 0]);
  await client.insert(table, [[{ a: typedValue('AggregateFunction(sum, UInt64)', state) }]]);
  t.is(await client.command(`SELECT dynamicType(j.a) FROM ${table}`), 'AggregateFunction(sum, UInt64)');
  t.deepEqual(await client.command(`SELECT j FROM ${table}`), { a: state });
});

test('bytes that are no state of the function are refused, and nothing is stored', async (t) => {
  const good = Buffer.alloc(8);
  await rejects(t, 'AggregateFunction(sum, UInt64)', good, [
    [Buffer.alloc(7), /no state of AggregateFunction\(sum, UInt64\): the data ends too early/],
    [new Uint8Array(9), /1 bytes behind the end of a state/],
    [Buffer.alloc(0), /ends too early/],
    ['12345678', /expected the bytes of a state/],
    [1, /expected the bytes of a state/],
    [null, /null in a column that is not Nullable|expected the bytes of a state/],
  ]);
});

test('ArrayBuffers and parts of them are states, too', async (t) => {
  const client = await getClient();
  const table = await createTable('(x AggregateFunction(count, UInt8))');
  const bytes = Uint8Array.of(9, 7, 9);
  await client.insert(table, { x: [bytes.buffer.slice(1, 2), bytes.subarray(1, 2), Buffer.from([0x80, 1])] });
  t.is(await client.command(`SELECT countMerge(x) FROM ${table}`), 142n);
});

test('a block of states goes into an insert', async (t) => {
  const client = await getClient();
  const query = `SELECT k, uniqState(s) AS x FROM (${source}) GROUP BY k`;
  const table = await createTable(`(k UInt8, x ${await typeOf(query)})`);
  for await (const block of client.queryColumnBlockStream(query)) await client.insert(table, block);
  const wanted = await client.command(`SELECT uniqMerge(x) FROM (${query})`);
  t.is(await client.command(`SELECT uniqMerge(x) FROM ${table}`), wanted);
});

test('states of functions that are not known are an error with the cure', async (t) => {
  const client = await getClient();
  const type = 'AggregateFunction(groupBitmap, UInt32)';
  const expected = { instanceOf: NotSupportedError, code: 'ERR_UNSUPPORTED_TYPE' };
  const read = await t.throwsAsync(client.query('SELECT groupBitmapState(toUInt32(1)) AS price'), expected);
  const table = await createTable(`(price ${type})`);
  const written = await t.throwsAsync(client.insert(table, [[Buffer.alloc(1)]]), expected);
  for (const error of [read, written]) {
    for (const part of ['price', type, 'finalizeAggregation()', '-Merge']) {
      t.true(error?.message.includes(part), `${part}: ${error?.message}`);
    }
  }
  t.false(read instanceof DataError);
});
