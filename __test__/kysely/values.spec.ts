/** Columns compared with parameters, each with values that a detour through another type would change. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import test from 'ava';

import { DataError, InterfaceError, PreciseDate, ProgrammingError } from '../../src/index.ts';
import { engine, param } from '../../src/kysely/index.ts';
import { hostileTexts } from '../helpers/hostile.ts';
import { newDb } from '../helpers/kysely.ts';
import { seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const uuid = '61f0c404-5cb3-11e7-907b-a6006ad3dba0';

/** Two values of each type that are neighbours. */
const neighbours: readonly (readonly [type: string, value: unknown, other: unknown])[] = [
  ['UInt64', 18446744073709551615n, 18446744073709551614n],
  ['UInt64', 9007199254740993n, 9007199254740992n],
  ['Int64', -9223372036854775808n, -9223372036854775807n],
  ['UInt256', 2n ** 256n - 1n, 2n ** 256n - 2n],
  ['Int128', -(2n ** 127n), -(2n ** 127n) + 1n],
  ['UInt8', 255, 254],
  ['Float64', 0.1, 0.10000000000000002],
  ['Decimal(18, 2)', '1000000000000000.01', '1000000000000000.02'],
  ['Decimal(76, 40)', `${'9'.repeat(36)}.${'0'.repeat(39)}1`, `${'9'.repeat(36)}.${'0'.repeat(39)}2`],
  ['Bool', true, false],
  ['String', "it's {p0:String}\n\0", "it's {p0:String}\n"],
  ['FixedString(3)', 'abc', 'abd'],
  ['UUID', uuid, uuid.replace('61', '62')],
  ['IPv4', '10.0.0.1', '10.0.0.2'],
  ['IPv6', '2001:db8::1', '2001:db8::2'],
  ["Enum8('a' = 1, 'it\\'s' = 2)", "it's", 'a'],
  ["DateTime('UTC')", new Date('2026-01-01T00:00:01Z'), new Date('2026-01-01T00:00:02Z')],
  ["DateTime('Europe/Berlin')", new Date('2026-07-01T00:00:01Z'), new Date('2026-07-01T00:00:02Z')],
  ["DateTime64(3, 'UTC')", new Date('2026-01-01T00:00:00.001Z'), new Date('2026-01-01T00:00:00.002Z')],
  ["DateTime64(3, 'Asia/Kolkata')", new Date('2099-01-01T00:00:00.001Z'), new Date('2099-01-01T00:00:00.002Z')],
  ["DateTime64(9, 'UTC')", new PreciseDate(1_700_000_000_000_000_001n), new PreciseDate(1_700_000_000_000_000_002n)],
  ['LowCardinality(String)', 'a', 'b'],
  ['LowCardinality(Nullable(String))', 'a', 'b'],
  ['Nullable(UInt64)', 18446744073709551615n, 18446744073709551614n],
  ['Nullable(Decimal(18, 2))', '1000000000000000.01', '1000000000000000.02'],
  ['Nullable(UUID)', uuid, uuid.replace('61', '62')],
  ['Array(UInt64)', [18446744073709551615n, 1n], [18446744073709551614n, 1n]],
  ['Array(String)', ["it's", ''], ['its', '']],
  ['Array(Nullable(String))', ['a', null], ['a', 'b']],
];

for (const [index, [type, value, other]] of neighbours.entries()) {
  test(`${type} is inserted and compared exactly: ${String(value).slice(0, 40)}`, async (t) => {
    const db = await newDb<Record<string, { id: number; value: unknown }>>();
    const table = `neighbours_${index}`;
    await db.schema
      .createTable(table)
      .addColumn('id', sql`UInt8`)
      .addColumn('value', sql.raw(type))
      .modifyEnd(engine('MergeTree', { orderBy: 'id' }))
      .execute();
    await db
      .insertInto(table)
      .values([
        { id: 1, value },
        { id: 2, value: other },
      ])
      .execute();
    const ids = db.selectFrom(table).select('id').orderBy('id');
    t.deepEqual(await ids.where('value', '=', value as never).execute(), [{ id: 1 }]);
    t.deepEqual(await ids.where('value', '!=', value as never).execute(), [{ id: 2 }]);
    t.deepEqual(await ids.where('value', '=', param(value, type) as never).execute(), [{ id: 1 }]);
    if (!type.startsWith('Array')) {
      t.deepEqual(await ids.where('value', 'in', [value as never]).execute(), [{ id: 1 }]);
      t.deepEqual(await ids.where('value', 'in', [value as never, other as never]).execute(), [{ id: 1 }, { id: 2 }]);
      t.deepEqual(await ids.where('value', 'not in', [value as never]).execute(), [{ id: 2 }]);
    }
    const [row] = await db.selectFrom(table).select('value').where('id', '=', 1).execute();
    t.deepEqual(row?.value, (type.startsWith('FixedString') ? Buffer.from(String(value)) : value) as never);
    await db.updateTable(table).set({ value: other }).where('id', '=', 1).execute();
    t.deepEqual(await ids.where('value', '=', other as never).execute(), [{ id: 1 }, { id: 2 }]);
  });
}

interface Texts {
  texts: { id: number; text: string };
}

const texts = (async () => {
  const db = await newDb<Texts>();
  await db.schema
    .createTable('texts')
    .addColumn('id', sql`UInt32`)
    .addColumn('text', sql`String`)
    .modifyEnd(engine('MergeTree', { orderBy: 'id' }))
    .execute();
  await db
    .insertInto('texts')
    .values(hostileTexts.map((text, id) => ({ id, text })))
    .execute();
  return db;
})();

for (const [id, text] of hostileTexts.entries()) {
  test(`a text is a value and nothing else: ${JSON.stringify(text).slice(0, 40)}`, async (t) => {
    const db = await texts;
    const found = [{ id, text }];
    t.deepEqual(await db.selectFrom('texts').selectAll().where('text', '=', text).execute(), found);
    t.deepEqual(await db.selectFrom('texts').selectAll().where('text', 'in', [text]).execute(), found);
    t.deepEqual(await db.selectFrom('texts').selectAll().where('text', '=', sql.lit(text)).execute(), found);
    t.deepEqual(await db.selectNoFrom((eb) => eb.val(text).as('text')).execute(), [{ text }]);
    t.deepEqual(await db.selectNoFrom(param(text, 'String').as('text')).execute(), [{ text }]);
    if (text === '') return;
    const aliased = await db.selectNoFrom(sql<number>`1`.as(text)).execute();
    t.deepEqual(aliased, [{ [text]: 1 }]);
    await t.throwsAsync(
      db
        .selectFrom('texts')
        .select(sql.id(text).as('x') as never)
        .execute(),
      { instanceOf: ProgrammingError },
    );
  });
}

test('hostile names are names of columns, tables and databases', async (t) => {
  const names = hostileTexts.filter((text) => text.trim() !== '' && text.length < 60 && !/[\0/.%]/.test(text));
  t.true(names.length > 10);
  const db = await newDb<Record<string, Record<string, number>>>();
  for (const [index, name] of names.entries()) {
    await db.schema.createTable(`named_${index}`).addColumn(name, sql`UInt8`).modifyEnd(engine('Memory')).execute();
    await db
      .insertInto(`named_${index}`)
      .values({ [name]: 7 })
      .execute();
    const { rows } =
      await sql`select ${sql.id(name)} from ${sql.id(`named_${index}`)} where ${sql.id(name)} = ${7}`.execute(db);
    t.deepEqual(rows, [{ [name]: 7 }]);
  }
});

for (const seed of seeds(5)) {
  test(`random values come back through INSERT and WHERE, seed ${seed}`, async (t) => {
    const random = seeded(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const digits = (count: number): string => Array.from({ length: count }, () => below(10)).join('');
    const rows = Array.from({ length: 40 }, (_, index) => ({
      index,
      big: BigInt(`0x${Array.from({ length: 16 }, () => below(16).toString(16)).join('')}`),
      wide: -BigInt(`1${digits(30)}`),
      price: `${1 + below(9)}${digits(14)}.${digits(3)}1`,
      at: new Date(below(4_000_000_000_000)),
      id: randomUUID(),
      text: String.fromCodePoint(...Array.from({ length: below(12) }, () => 1 + below(0xd7fe))),
      ratio: (random() - 0.5) * 10 ** below(300),
      tags: Array.from({ length: below(4) }, () => digits(3)),
      maybe: random() < 0.5 ? null : digits(2),
    }));
    const table = `random_${seed}`;
    const db = await newDb<Record<string, (typeof rows)[number]>>();
    await db.schema
      .createTable(table)
      .addColumn('index', sql`UInt32`)
      .addColumn('big', sql`UInt64`)
      .addColumn('wide', sql`Int128`)
      .addColumn('price', sql`Decimal(38, 4)`)
      .addColumn('at', sql`DateTime64(3, 'America/St_Johns')`)
      .addColumn('id', sql`UUID`)
      .addColumn('text', sql`String`)
      .addColumn('ratio', sql`Float64`)
      .addColumn('tags', sql`Array(LowCardinality(String))`)
      .addColumn('maybe', sql`Nullable(String)`)
      .modifyEnd(engine('MergeTree', { orderBy: 'index' }))
      .execute();
    await db.insertInto(table).values(rows).execute();
    t.deepEqual(await db.selectFrom(table).selectAll().orderBy('index').execute(), rows);
    for (const { index, maybe, ...row } of rows) {
      const found = await db
        .selectFrom(table)
        .select('index')
        .where((eb) => eb.and([eb.and(row), maybe === null ? eb('maybe', 'is', null) : eb('maybe', '=', maybe)]))
        .execute();
      t.deepEqual(
        found,
        [{ index }],
        JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      );
    }
  });
}

test('lists may be longer than a server takes parameters', async (t) => {
  const db = await newDb<Texts>();
  await texts;
  const ids = Array.from({ length: 5000 }, (_, index) => index + 3);
  const rows = await db.selectFrom('texts').select('id').where('id', 'in', ids).execute();
  t.is(rows.length, hostileTexts.length - 3);
});

test('times are looked for in columns of every precision, and NULL is not among them', async (t) => {
  interface Times {
    times: { id: number; second: Date; milli: Date; maybe: Date | null };
  }
  const db = await newDb<Times>();
  await db.schema
    .createTable('times')
    .addColumn('id', sql`UInt8`)
    .addColumn('second', sql`DateTime('Europe/Berlin')`)
    .addColumn('milli', sql`DateTime64(3)`)
    .addColumn('maybe', sql`Nullable(DateTime)`)
    .modifyEnd(engine('MergeTree', { orderBy: 'second' }))
    .execute();
  const [early, late] = [new Date(1_000_000), new Date(2_000_125)] as const;
  const whole = new Date(2_000_000);
  await db
    .insertInto('times')
    .values([
      { id: 1, second: early, milli: early, maybe: early },
      { id: 2, second: whole, milli: late, maybe: null },
    ])
    .execute();
  const ids = db.selectFrom('times').select('id').orderBy('id');
  t.deepEqual(await ids.where('second', 'in', [early, late]).execute(), [{ id: 1 }]);
  t.deepEqual(await ids.where('second', 'not in', [early, late]).execute(), [{ id: 2 }]);
  t.deepEqual(await ids.where('milli', 'in', [early, late]).execute(), [{ id: 1 }, { id: 2 }]);
  t.deepEqual(await ids.where('maybe', 'not in', [late]).execute(), [{ id: 1 }]);
  const plan = (await ids.where('second', 'in', [early]).explain('text', sql`indexes = 1`)) as { explain: string }[];
  t.true(plan.some(({ explain }) => /PrimaryKey/.test(explain)));
});

test('a chosen type is the type', async (t) => {
  const db = await newDb();
  const types = [
    'UUID',
    'Decimal(38, 5)',
    "DateTime64(6, 'Asia/Tokyo')",
    'Array(Tuple(UInt8, String))',
    'Nullable(Int8)',
  ];
  const values = [uuid, '1.5', '2026-01-01 00:00:00', [[1, 'x']], null];
  for (const [index, type] of types.entries()) {
    const [row] = await db.selectNoFrom(sql<string>`toTypeName(${param(values[index], type)})`.as('type')).execute();
    t.is(row?.type, type);
  }
});

test('types that are no types, and values that do not fit, are refused before anything is sent', async (t) => {
  const db = await newDb();
  for (const type of ['', 'UInt8} = 1 or {p1:UInt8', "String} union all select 1 -- '", '{p:UInt8}', 'UInt8 /* */']) {
    t.throws(() => param(1, type), { instanceOf: InterfaceError });
  }
  const text = db.selectNoFrom(param('x', 'UInt8').as('value'));
  await t.throwsAsync(text.execute(), { instanceOf: DataError, message: /'p0': expected an integer/ });
  t.throws(() => db.selectNoFrom((eb) => eb.val(Symbol('x')).as('x')).compile(), { instanceOf: DataError });
  t.throws(() => db.selectNoFrom((eb) => eb.val(undefined).as('x')).compile(), { code: 'ERR_UNBOUND_PARAMETER' });
});
