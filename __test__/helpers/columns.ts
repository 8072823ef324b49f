import { isDeepStrictEqual } from 'node:util';
import type { ExecutionContext } from 'ava';

import type { Client, Column, InsertData, TypedArray } from '../../index.js';
import { DataError, PreciseDate } from '../../src/index.ts';
import { newClient } from './client.ts';

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_variant_types: 1,
  allow_experimental_nullable_tuple_type: 1,
};

let client: Promise<Client> | undefined;

/** The client of this test file. */
export function getClient(): Promise<Client> {
  client ??= newClient({ settings });
  return client;
}

let tables = 0;

/** Makes an empty table and gives its name. */
export async function createTable(columns: string): Promise<string> {
  const name = `t${tables++}`;
  await (await getClient()).command(`CREATE TABLE ${name} ${columns} ENGINE = Memory`);
  return name;
}

/** How a column's memory looks: its typed array, and the element of a value. */
export interface Memory {
  readonly array: { readonly name: string };
  readonly element: (value: never) => number | bigint;
}

/** What a type's values are to be. */
export interface Expectation {
  /** The value of the text that the server prints for it. */
  readonly fromText: (text: string) => unknown;
  /** The SQL of that text. @default 'toString(x)' */
  readonly text?: string;
  /** Left out where `column.values` is undefined. */
  readonly memory?: Memory;
}

/** Reads the column `x` of a query in every way, and compares it with what the server prints for it. */
export async function reads(t: ExecutionContext, query: string, expectation: Expectation): Promise<void> {
  const { fromText, text: printed = 'toString(x)', memory } = expectation;
  const connection = await getClient();
  // Two blocks, because a column of several is joined.
  const sql = `SELECT x, ${printed} AS text FROM (${query}) UNION ALL SELECT x, ${printed} FROM (${query})`;
  const result = await connection.query(sql);
  const column = result.column('x');
  const wanted = (result.column('text').toArray() as (string | null)[]).map((text) =>
    text === null ? null : fromText(text),
  );
  same(t, column.toArray(), wanted, 'column().toArray()');
  same(
    t,
    result.rows().map(({ x }) => x),
    wanted,
    'rows()',
  );
  same(
    t,
    result.tuples().map(([x]) => x),
    wanted,
    'tuples()',
  );
  same(t, result.first()?.x, wanted[0], 'first()');
  agrees(t, column, memory);

  const { x: plain = [] } = await connection.queryColumns(sql);
  const elements = (value: unknown) =>
    memory === undefined || value === null ? value : memory.element(value as never);
  same(t, Array.from(plain as unknown[]), wanted.map(elements), 'queryColumns()');
}

/** Checks that the ways to a column's values lead to the same. */
export function agrees(t: ExecutionContext, column: Column, memory?: Memory): void {
  const all = column.toArray();
  t.is(all.length, column.length);
  same(t, [...column], all, 'iteration');
  same(
    t,
    all.map((_, index) => column.get(index)),
    all,
    'get()',
  );
  for (const outside of [-1, all.length, 0.5, Number.NaN]) t.is(column.get(outside), undefined);

  const { values, nulls } = column;
  const nullable = /^(SimpleAggregateFunction\(\w+, )?(LowCardinality\()?Nullable\(/.test(column.type.name);
  same(t, nulls, nullable ? Uint8Array.from(all, (value) => (value === null ? 1 : 0)) : undefined, 'nulls');
  t.is(values?.constructor.name, memory?.array.name);
  if (values !== undefined && memory !== undefined) {
    t.is(values.length, all.length);
    const kept = all.flatMap((value, index) => (value === null ? [] : [values[index]]));
    same(
      t,
      kept,
      all.filter((value) => value !== null).map((value) => memory.element(value as never)),
      'values',
    );
  }
  const copies = column.transferable();
  same(t, copies, { values, nulls }, 'transferable()');
  for (const [copy, original] of [
    [copies.values, values],
    [copies.nulls, nulls],
  ] as [TypedArray | undefined, TypedArray | undefined][]) {
    if (copy !== undefined) t.not(copy.buffer, original?.buffer);
  }
}

/** As `deepEqual`, but sees nanoseconds and is quick where everything is equal. */
export function same(t: ExecutionContext, got: unknown, wanted: unknown, message: string): void {
  const [left, right] = [seen(got), seen(wanted)];
  if (isDeepStrictEqual(left, right)) t.pass();
  else if (isLong(left) && isLong(right)) {
    // Printing the difference of long arrays takes minutes.
    t.is(left.length, right.length, message);
    const first = left.findIndex((value, index) => !isDeepStrictEqual(value, right[index]));
    same(t, left[first], right[first], `${message}: value ${first}`);
  } else t.deepEqual(left, right, message);
}

function isLong(value: unknown): value is unknown[] {
  return (Array.isArray(value) || ArrayBuffer.isView(value)) && (value as unknown as unknown[]).length > 100;
}

function seen(value: unknown): unknown {
  if (value instanceof PreciseDate) return `${value.toISOString()} ${value.epochNanoseconds}`;
  return Array.isArray(value) ? value.map(seen) : value;
}

/** Inserts each value, as rows and as a column, and compares what the server then prints with the text beside it. */
export async function writes(
  t: ExecutionContext,
  type: string,
  cases: readonly [unknown, string | null][],
  text = 'toString(x)',
): Promise<void> {
  const connection = await getClient();
  const values = cases.map(([value]) => value);
  const forms: InsertData[] = [values.map((x, n) => ({ n, x })), { n: values.map((_, n) => n), x: values }];
  for (const data of forms) {
    const table = await createTable(`(n UInt32, x ${type})`);
    await connection.insert(table, data);
    const result = await connection.query(`SELECT ${text} FROM ${table} ORDER BY n`);
    same(
      t,
      result.column(0).toArray(),
      cases.map(([, text]) => text),
      type,
    );
  }
}

/** Reads the rows of a query, inserts what it got in every form, and lets the server compare. */
export async function goesBack(t: ExecutionContext, query: string): Promise<void> {
  const connection = await getClient();
  const source = `t${tables++}`;
  await connection.command(`CREATE TABLE ${source} ENGINE = Memory AS ${query}`);
  const wanted = await fingerprint(source);
  const result = await connection.query(`SELECT * FROM ${source}`);
  const { columnNames: names } = result;
  const forms: Record<string, InsertData> = {
    objects: result.rows(),
    tuples: result.tuples(),
    columns: Object.fromEntries(names.map((name) => [name, result.column(name).toArray()])),
    plain: await connection.queryColumns(`SELECT * FROM ${source}`),
  };
  for (const [form, data] of Object.entries(forms)) {
    const copy = await createTable(`AS ${source}`);
    await connection.insert(copy, data);
    t.deepEqual(await fingerprint(copy), wanted, `${form} of ${query}`);
    await connection.command(`DROP TABLE ${copy}`);
  }
}

/** What the rows of a table are, whatever their order. In an array, because a NULL outside of one has no hash. */
export async function fingerprint(table: string): Promise<unknown> {
  const hash = 'cityHash64([tuple(*)])';
  return (await getClient()).command(`SELECT count(), sum(${hash}), groupBitXor(${hash}) FROM ${table}`);
}

/** Values that the column must refuse, each with what the error says; nothing of their inserts is stored. */
export async function rejects(
  t: ExecutionContext,
  type: string,
  good: unknown,
  bad: readonly [unknown, RegExp][],
): Promise<void> {
  const table = await createTable(`(n UInt8, x ${type})`);
  for (const [value, reason] of bad) {
    const values = [good, good, value];
    for (const data of [values.map((x) => ({ n: 1, x })), { n: [1, 1, 1], x: values }]) {
      await refused(t, { table, type, data, row: 2, reason });
    }
  }
  t.is(await (await getClient()).command(`SELECT count() FROM ${table}`), 0n);
}

/** Refuses the last of 200 000 values, after several blocks that fit. */
export async function rejectsTheLast(t: ExecutionContext, type: string, good: unknown, bad: unknown): Promise<void> {
  const table = await createTable(`(x ${type})`);
  const x = new Array(200_000).fill(good).with(-1, bad);
  await refused(t, { table, type, data: { x }, row: 199_999, reason: /./ });
  t.is(await (await getClient()).command(`SELECT count() FROM ${table}`), 0n);
}

interface Refusal {
  readonly table: string;
  readonly type: string;
  readonly data: InsertData;
  readonly row: number;
  readonly reason: RegExp;
}

async function refused(t: ExecutionContext, { table, type, data, row, reason }: Refusal): Promise<void> {
  const connection = await getClient();
  const error = await t.throwsAsync(connection.insert(table, data), {
    instanceOf: DataError,
    code: 'ERR_INVALID_VALUE',
  });
  const message = error?.message ?? '';
  t.true(message.startsWith(`insert: ${table}: column 'x' ${type}, row ${row}: `), message);
  t.regex(message.slice(message.indexOf(`row ${row}: `)), reason);
}

/** What a type may be inside of. */
export interface Containers {
  readonly nullable?: boolean;
  readonly lowCardinality?: boolean;
}

/** Reads the column `x` of a query inside of every container, compares it with `x` itself, and inserts all of it again. */
export async function nests(t: ExecutionContext, type: string, query: string, within: Containers = {}): Promise<void> {
  const { nullable = true, lowCardinality = false } = within;
  const quoted = `'${type.replace(/[\\']/g, '\\$&')}'`;
  const columns: [name: string, sql: string, wanted: (x: unknown) => unknown][] = [
    ['x', 'x', (x) => x],
    ['a', '[x]', (x) => [x]],
    ['aa', '[[], [x, x], []]', (x) => [[], [x, x], []]],
    ['t', "(x, 's', x)", (x) => [x, 's', x]],
    ['named', `CAST((x, 1), concat('Tuple(v ', ${quoted}, ', w UInt8)'))`, (x) => ({ v: x, w: 1 })],
    ['m', "map('k', x, 'l', x)", (x) => Object.assign(Object.create(null), { k: x, l: x })],
    ['empty', 'arrayFilter(y -> false, [x])', () => []],
  ];
  if (nullable) {
    columns.push(['n', 'toNullable(x)', (x) => x]);
    columns.push(['an', '[toNullable(x), NULL]', (x) => [x, null]]);
    columns.push([
      'mn',
      'map(1, toNullable(x), 2, NULL)',
      (x) =>
        new Map([
          [1, x],
          [2, null],
        ]),
    ]);
  }
  if (lowCardinality) {
    columns.push(['l', 'toLowCardinality(x)', (x) => x]);
    columns.push(['al', '[toLowCardinality(x), toLowCardinality(x)]', (x) => [x, x]]);
    columns.push(['ln', 'toLowCardinality(toNullable(x))', (x) => x]);
    columns.push(['aln', '[toLowCardinality(toNullable(x)), NULL]', (x) => [x, null]]);
  }
  const sql = `SELECT ${columns.map(([name, value]) => `${value} AS ${name}`).join(', ')} FROM (${query})`;
  const result = await (await getClient()).query(sql);
  const plain = (await (await getClient()).query(query)).column('x').toArray();
  for (const [name, , wanted] of columns) {
    same(t, result.column(name).toArray(), plain.map(wanted), `${name} of ${type}`);
    if (name !== 'x' && name !== 'n') agrees(t, result.column(name));
  }
  await goesBack(t, sql);
}
