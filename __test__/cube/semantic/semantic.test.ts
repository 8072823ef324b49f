/** Queries of Cube over a model, and the same in plain SQL. */
import test, { type ExecutionContext } from 'ava';

import { ClickHouseDriver } from '../../../src/cube/index.ts';
import { getServer } from '../../helpers/server.ts';
import { type Answer, startCube } from './cube.ts';

let driver: ClickHouseDriver;
let ask: (query: object) => Promise<Answer>;

test.before(async () => {
  driver = new ClickHouseDriver({ url: (await getServer()).url });
  await driver.query(
    'CREATE TABLE customers (id UInt64, city LowCardinality(Nullable(String))) ENGINE = MergeTree ORDER BY id',
  );
  await driver.query(
    "INSERT INTO customers SELECT number, [NULL, 'Paris', 'St. John''s 100%', 'Ōsaka?'][number % 4 + 1] FROM numbers(40)",
  );
  await driver.query(`CREATE TABLE orders (id UInt64, customer_id UInt64, status LowCardinality(String), paid Bool, size UInt8,
    amount Decimal(18, 2), created_at DateTime('UTC')) ENGINE = MergeTree ORDER BY id`);
  await driver.query(`INSERT INTO orders SELECT number, number % 50, ['new', 'paid', 'it''s sent'][number % 3 + 1], number % 3 > 0,
    number % 11, number / 8, toDateTime('2026-02-01 00:00:00', 'UTC') + number * 1801 FROM numbers(5000)`);
  ask = await startCube(driver);
});

test.after.always(() => driver?.release());

/** Compares an answer with that of a statement whose columns are named as Cube names members. */
async function same(t: ExecutionContext, query: object, sql: string): Promise<Answer> {
  const answer = await ask(query);
  const expected = await driver.query<object>(sql);
  t.true(expected.length > 0);
  const sorted = (rows: readonly object[]): string[] =>
    rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
  t.deepEqual(sorted(answer.rows), sorted(expected), answer.sql);
  return answer;
}

test('measures by dimensions are those of plain SQL', async (t) => {
  const measures = ['count', 'total', 'mean', 'largest', 'customers_exactly', 'customers_about', 'large'].map(
    (name) => `orders.${name}`,
  );
  const query = { measures, dimensions: ['orders.status', 'orders.kind', 'orders.paid'] };
  await same(
    t,
    query,
    `SELECT status AS orders__status, if(size > 5, 'large?', 'small') AS orders__kind, paid AS orders__paid,
    count() AS orders__count, sum(amount) AS orders__total, avg(amount) AS orders__mean, max(amount) AS orders__largest,
    uniqExact(customer_id) AS orders__customers_exactly, uniq(customer_id) AS orders__customers_about,
    countIf(size > 5) AS orders__large FROM orders GROUP BY ALL`,
  );
});

for (const timezone of ['UTC', 'America/New_York', 'Asia/Kathmandu']) {
  for (const granularity of ['hour', 'day', 'week', 'month', 'quarter', 'year']) {
    test(`a time is cut to the ${granularity} in ${timezone}`, async (t) => {
      const functionName = `toStartOf${granularity.replace(/^./, (letter) => letter.toUpperCase())}`;
      const start =
        granularity === 'week' ? `toMonday(created_at, '${timezone}')` : `${functionName}(created_at, '${timezone}')`;
      const timeDimensions = [{ dimension: 'orders.created_at', granularity, dateRange: ['2026-02-03', '2026-03-05'] }];
      // Not a measure of the pre-aggregation, whose days are those of its own zone.
      const query = { measures: ['orders.largest'], timeDimensions, timezone };
      const sql = `SELECT toDateTime64(${start}, 0, '${timezone}') AS orders__created_at_${granularity}, max(amount) AS orders__largest FROM orders
        WHERE created_at >= toDateTime('2026-02-03 00:00:00', '${timezone}') AND created_at < toDateTime('2026-03-06 00:00:00', '${timezone}') GROUP BY 1`;
      await same(t, query, sql);
    });
  }
}

for (const [operator, member, values, condition] of [
  ['equals', 'orders.status', ["it's sent"], "status = 'it''s sent'"],
  ['equals', 'orders.status', ['new', 'paid'], "status IN ('new', 'paid')"],
  ['notEquals', 'orders.status', ['new'], "status != 'new'"],
  ['contains', 'orders.status', ["T'S"], "status ILIKE '%t''s%'"],
  ['startsWith', 'orders.status', ['ne'], "startsWith(status, 'ne')"],
  ['equals', 'orders.paid', ['true'], 'paid'],
  ['equals', 'orders.size', ['3', '4'], 'size IN (3, 4)'],
  ['gt', 'orders.size', ['7'], 'size > 7'],
  ['lte', 'orders.size', ['7'], 'size <= 7'],
  ['equals', 'orders.kind', ['large?'], 'size > 5'],
  ['equals', 'orders.id', Array.from({ length: 1500 }, (_, index) => String(index * 2)), 'id < 3000 AND id % 2 = 0'],
  ['beforeDate', 'orders.created_at', ['2026-02-10'], "created_at < toDateTime('2026-02-10 00:00:00', 'UTC')"],
  ['afterDate', 'orders.created_at', ['2026-02-10'], "created_at > toDateTime('2026-02-10 00:00:00', 'UTC')"],
] as const) {
  const shown = values.length > 2 ? `${values.length} values` : values.join(', ');
  test(`the filter ${member} ${operator} ${shown}`, async (t) => {
    const query = { measures: ['orders.count', 'orders.largest'], filters: [{ member, operator, values }] };
    await same(
      t,
      query,
      `SELECT count() AS orders__count, max(amount) AS orders__largest FROM orders WHERE ${condition}`,
    );
  });
}

test('joins find NULL where there is nothing', async (t) => {
  const query = { measures: ['orders.count'], dimensions: ['customers.city'] };
  const { rows } = await same(
    t,
    query,
    `SELECT c.city AS customers__city, count() AS orders__count
    FROM orders AS o LEFT JOIN customers AS c ON o.customer_id = c.id GROUP BY 1 SETTINGS join_use_nulls = 1`,
  );
  t.true(rows.some(({ customers__city: city }) => city === null));
  for (const [operator, condition] of [
    ['set', 'isNotNull'],
    ['notSet', 'isNull'],
  ]) {
    const filters = [{ member: 'customers.city', operator }];
    await same(
      t,
      { measures: ['orders.count'], filters },
      `SELECT count() AS orders__count
      FROM orders AS o LEFT JOIN customers AS c ON o.customer_id = c.id WHERE ${condition}(c.city) SETTINGS join_use_nulls = 1`,
    );
  }
});

test('a filter of a measure is HAVING', async (t) => {
  const filters = [{ member: 'orders.count', operator: 'gt', values: ['454'] }];
  const query = { measures: ['orders.count'], dimensions: ['orders.size'], filters };
  await same(
    t,
    query,
    'SELECT size AS orders__size, count() AS orders__count FROM orders GROUP BY size HAVING count() > 454',
  );
});

test('rows without measures, in an order, a part of them', async (t) => {
  const query = {
    dimensions: ['orders.id', 'orders.status'],
    ungrouped: true,
    order: [{ id: 'orders.id', desc: true }],
    rowLimit: 5,
    offset: 2,
  };
  const { rows } = await ask(query);
  t.deepEqual(
    rows,
    await driver.query(
      'SELECT id AS orders__id, status AS orders__status FROM orders ORDER BY id DESC LIMIT 5 OFFSET 2',
    ),
  );
});

test('a pre-aggregation is built by the driver and read in place of the table', async (t) => {
  const timeDimensions = [
    { dimension: 'orders.created_at', granularity: 'month', dateRange: ['2026-02-01', '2026-03-31'] },
  ];
  const query = { measures: ['orders.count', 'orders.total'], dimensions: ['orders.status'], timeDimensions };
  const { tables, sql } = await same(
    t,
    query,
    `SELECT status AS orders__status, toDateTime64(toStartOfMonth(created_at), 0, 'UTC') AS orders__created_at_month,
    count() AS orders__count, sum(amount) AS orders__total FROM orders WHERE created_at < toDateTime('2026-04-01 00:00:00', 'UTC') GROUP BY 1, 2`,
  );
  t.deepEqual(tables, ['pre_aggregations.orders_per_day']);
  t.regex(sql, /FROM pre_aggregations\.orders_per_day/);
  const built = await driver.getTablesQuery('pre_aggregations');
  t.is(built.length, 1);
  t.regex(built[0]?.table_name ?? '', /^orders_per_day_/);
  await ask({ ...query, renewQuery: true });
  t.deepEqual(await driver.getTablesQuery('pre_aggregations'), built, 'it is kept');
});
