import { type CompiledQuery, Kysely, sql } from 'kysely';
import test from 'ava';

import { DataError, InterfaceError, ProgrammingError, typedValue } from '../../src/index.ts';
import { ClickHouseDialect, engine, param, requestOptions, settings } from '../../src/kysely/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { newDb } from '../helpers/kysely.ts';

interface Visits {
  visits: { id: bigint; page: string; at: Date; tags: string[]; note: string | null };
}

const columns = ['id', 'page', 'at', 'tags', 'note'] as const;
let tables = 0;

/** A Kysely with a table of its own. */
async function withVisits() {
  const name = `visits_${++tables}`;
  const db = (await newDb()).withTables<Record<string, Partial<Visits['visits']>>>();
  await db.schema
    .createTable(name)
    .addColumn('id', sql`UInt64`)
    .addColumn('page', sql`LowCardinality(String)`, (column) => column.defaultTo('/'))
    .addColumn('at', sql`DateTime64(3, 'UTC')`, (column) => column.defaultTo(sql`toDateTime64(0, 3)`))
    .addColumn('tags', sql`Array(String)`)
    .addColumn('note', sql`Nullable(String)`)
    .modifyEnd(engine('MergeTree', { orderBy: 'id' }))
    .execute();
  return { db, name, rows: () => db.selectFrom(name).select(columns).orderBy('id').execute() };
}

const row = (id: bigint) => ({ id, page: "it's", at: new Date(125), tags: ['a', 'b'], note: null });

test('a row is inserted, with its count', async (t) => {
  const { db, name, rows } = await withVisits();
  const result = await db.insertInto(name).values(row(18446744073709551615n)).executeTakeFirstOrThrow();
  t.is(result.numInsertedOrUpdatedRows, 1n);
  t.is(result.insertId, undefined);
  t.deepEqual(await rows(), [row(18446744073709551615n)]);
});

test('many rows go in one request in the Native format', async (t) => {
  const statements: CompiledQuery[] = [];
  const { name, rows } = await withVisits();
  const log = await newDb<Record<string, Visits['visits']>>({}, { log: ({ query }) => void statements.push(query) });
  const many = Array.from({ length: 50_000 }, (_, id) => row(BigInt(id)));
  const result = await log.insertInto(name).values(many).executeTakeFirstOrThrow();
  t.is(result.numInsertedOrUpdatedRows, 50_000n);
  t.is((await rows()).length, 50_000);
  t.is(statements.length, 1);
  t.is(statements[0]?.sql, `insert into \`${name}\` (\`id\`, \`page\`, \`at\`, \`tags\`, \`note\`) format Native`);
  t.deepEqual(statements[0]?.parameters[7], Object.values(many[7] ?? {}));
});

test('columns that no row has take their defaults', async (t) => {
  const { db, name, rows } = await withVisits();
  await db
    .insertInto(name)
    .values([{ id: 1n }, { id: 2n }])
    .execute();
  t.deepEqual(
    await rows(),
    [1n, 2n].map((id) => ({ id, page: '/', at: new Date(0), tags: [], note: null })),
  );
});

test('columns that some rows have not take their defaults there', async (t) => {
  const { db, name, rows } = await withVisits();
  const result = await db
    .insertInto(name)
    .values([
      { id: 1n, page: "it's {p0:String}" },
      { id: 2n, tags: ['x'] },
      { id: 3n, page: undefined },
    ])
    .executeTakeFirstOrThrow();
  t.is(result.numInsertedOrUpdatedRows, 3n);
  t.deepEqual(
    (await rows()).map(({ page, tags }) => [page, tags]),
    [
      ["it's {p0:String}", []],
      ['/', ['x']],
      ['/', []],
    ],
  );
});

test('rows with expressions have the same columns, or are refused', async (t) => {
  const { db, name } = await withVisits();
  const mixed = db.insertInto(name).values([{ id: sql`1 + 1` }, { id: 2n, page: 'x' }]);
  t.throws(() => mixed.compile(), { code: 'ERR_UNSUPPORTED_SQL', message: /DEFAULT beside expressions/ });
});

test('rows may have expressions, of chosen types too', async (t) => {
  const { db, name, rows } = await withVisits();
  await db
    .insertInto(name)
    .values({ id: sql`${20n} + 1`, page: 'x', at: new Date(125), tags: sql`splitByChar(',', ${'a,b'})` })
    .execute();
  await db
    .insertInto(name)
    .values({ id: param(22n, 'UInt64'), page: param('y', 'String') })
    .execute();
  t.deepEqual(
    (await rows()).map(({ id, page, tags }) => [id, page, tags]),
    [
      [21n, 'x', ['a', 'b']],
      [22n, 'y', []],
    ],
  );
});

test('rows come from a SELECT, with WITH on either side', async (t) => {
  const { db, name, rows } = await withVisits();
  await db
    .insertInto(name)
    .values([row(1n), row(2n)])
    .execute();
  const copied = await db
    .insertInto(name)
    .columns(['id', 'page'])
    .expression((eb) =>
      eb.selectFrom(name).select((inner) => [inner('id', '+', 10n).as('id'), inner.val('copy').as('page')]),
    )
    .executeTakeFirstOrThrow();
  t.is(copied.numInsertedOrUpdatedRows, 2n);
  const added = await db
    .with('last', (q) => q.selectFrom(name).select('id').orderBy('id', 'desc').limit(1))
    .insertInto(name)
    .columns(['id'])
    .expression((eb) => eb.selectFrom('last').select((inner) => inner('last.id', '+', 10n).as('id')))
    .executeTakeFirstOrThrow();
  t.is(added.numInsertedOrUpdatedRows, 1n);
  const table = sql.table(name);
  const raw = await sql`with 30 as n insert into ${table} (id) select n from numbers(2)`.execute(db);
  t.is(raw.numAffectedRows, 2n);
  t.deepEqual(
    (await rows()).map(({ id, page }) => [id, page]),
    [
      [1n, "it's"],
      [2n, "it's"],
      [11n, 'copy'],
      [12n, 'copy'],
      [22n, '/'],
      [30n, '/'],
      [30n, '/'],
    ],
  );
});

test('no rows are nothing', async (t) => {
  const { db, name, rows } = await withVisits();
  t.is((await db.insertInto(name).values([]).executeTakeFirstOrThrow()).numInsertedOrUpdatedRows, 0n);
  t.deepEqual(await rows(), []);
  await t.throwsAsync(db.insertInto(name).values({}).execute(), { instanceOf: InterfaceError, message: /no values/ });
});

test('a value that does not fit is an error that tells where, and nothing is stored', async (t) => {
  const { db, name, rows } = await withVisits();
  const bad = db.insertInto(name).values([row(1n), { ...row(2n), id: -1n }]);
  await t.throwsAsync(bad.execute(), { instanceOf: DataError, message: /id.*row 1.*UInt64/s });
  await t.throwsAsync(
    db
      .insertInto(name)
      .values({ id: null as never })
      .execute(),
    { instanceOf: DataError },
  );
  const unknown = db.insertInto(name).values({ id: 1n, nothing: 1 } as never);
  await t.throwsAsync(unknown.execute(), { instanceOf: ProgrammingError, message: /nothing/ });
  t.deepEqual(await rows(), []);
});

test('SETTINGS of an insert apply', async (t) => {
  const { db, name, rows } = await withVisits();
  const marked = settings(db.insertInto(name).values(row(1n)), { log_comment: 'here', async_insert: 0 });
  t.regex(marked.compile().sql, /\) settings log_comment = 'here', async_insert = 0 values \(tuple\(\{p0:Int64\}\)\.1/);
  await marked.execute();
  await db
    .withPlugin(requestOptions({ settings: { insert_null_as_default: 0 } }))
    .insertInto(name)
    .values(row(2n))
    .execute();
  t.deepEqual(await rows(), [row(1n), row(2n)]);
  const impossible = settings(db.insertInto(name).values(row(3n)), { no_such_setting: 1 });
  await t.throwsAsync(impossible.execute(), { code: 'UNKNOWN_SETTING' });
});

test('values of Variant, JSON and Map columns are those of insert()', async (t) => {
  interface Odd {
    odd: { id: number; any: unknown; document: object; map: object };
  }
  const db = await newDb<Odd>();
  await db.schema
    .createTable('odd')
    .addColumn('id', sql`UInt8`)
    .addColumn('any', sql`Variant(UInt8, String)`)
    .addColumn('document', sql`JSON`)
    .addColumn('map', sql`Map(String, UInt8)`)
    .modifyEnd(engine('Memory'))
    .execute();
  await db
    .insertInto('odd')
    .values([
      { id: 1, any: typedValue('UInt8', 7), document: { a: { b: 'c' } }, map: new Map([['x', 1]]) },
      { id: 2, any: '7', document: {}, map: {} },
    ])
    .execute();
  const rows = await db.selectFrom('odd').selectAll().orderBy('id').execute();
  t.deepEqual(
    rows.map(({ any, document }) => [any, document]),
    [
      [7, { a: { b: 'c' } }],
      ['7', {}],
    ],
  );
});

test('a table of another database is inserted into', async (t) => {
  const { db } = await withVisits();
  await db.schema.createSchema('else`where').ifNotExists().execute();
  const other = db.withSchema('else`where');
  await other.schema.createTable('t').addColumn('id', sql`UInt64`).modifyEnd(engine('Memory')).execute();
  await other.insertInto('t').values({ id: 1n }).execute();
  t.deepEqual(await other.selectFrom('t').select('id').execute(), [{ id: 1n }]);
  t.is(await (await getClient()).command('SELECT id FROM `else\\`where`.t'), 1n);
});

test('values beside expressions are values in columns of every type that takes anything', async (t) => {
  const db = await newDb<Record<string, { id: number; any: unknown; list: unknown[] }>>();
  await db.schema
    .createTable('anything')
    .addColumn('id', sql`UInt8`)
    .addColumn('any', sql`Dynamic`)
    .addColumn('list', sql`Array(Dynamic)`)
    .modifyEnd(engine('Memory'))
    .execute();
  const values = [5, 'text', new Date(125), true];
  await db
    .insertInto('anything')
    .values(values.map((any, index) => ({ id: sql<number>`${index} + 0`, any, list: sql<unknown[]>`[${'x'}]` })))
    .execute();
  const rows = await db.selectFrom('anything').selectAll().orderBy('id').execute();
  t.deepEqual(
    rows.map(({ any }) => any),
    [5n, 'text', new Date(125), true],
  );
  t.deepEqual(rows[0]?.list, ['x']);
});

test('an insert that is asked for as a stream is an insert', async (t) => {
  const { db, name, rows } = await withVisits();
  for await (const _ of db.insertInto(name).values(row(1n)).stream()) t.fail('it has no rows');
  for await (const _ of db.updateTable(name).set({ note: 'new' }).where('id', '=', 1n).stream()) t.fail('it has none');
  t.deepEqual(await rows(), [{ ...row(1n), note: 'new' }]);
  for await (const _ of db.deleteFrom(name).where('id', '=', 1n).stream()) t.fail('it has none');
  t.deepEqual(await rows(), []);
});

test('queryLimit is for results, not for what a statement inserts', async (t) => {
  const { name } = await withVisits();
  await using client = await newClient({ queryLimit: 2 });
  const db = new Kysely<Record<string, Partial<Visits['visits']>>>({ dialect: new ClickHouseDialect({ client }) });
  const five = db.selectFrom(sql<{ id: bigint }>`numbers(5)`.as('n')).select(sql<bigint>`number`.as('id'));
  await db.insertInto(name).columns(['id']).expression(five).execute();
  await sql`insert into ${sql.table(name)} (id) select number from numbers(5)`.execute(db);
  t.is(await (await getClient()).command(`SELECT count() FROM ${name}`), 10n);
});
