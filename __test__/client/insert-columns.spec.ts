import test from 'ava';

import type { InsertOptions } from '../../index.js';
import { startServer } from '../../src/embedded/index.ts';
import { createClient, DataError, InterfaceError, parseType, ProgrammingError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { until } from '../helpers/wait.ts';

const computed = `a UInt8, d UInt16 DEFAULT a + 100, m UInt16 MATERIALIZED a + 1, l UInt16 ALIAS a + 2,
  e UInt8 EPHEMERAL 9, f UInt16 DEFAULT e * 2`;
const all = 'a, d, m, l, f';

async function rowsOf(table: string, columns: string): Promise<unknown[][]> {
  return (await (await getClient()).query(`SELECT ${columns} FROM ${table} ORDER BY ALL`)).tuples();
}

test('arrays without names are for the columns that a plain INSERT writes', async (t) => {
  const client = await getClient();
  const table = await makeTable(computed);
  await client.insert(table, [[1, 2, 3]]);
  t.deepEqual(await rowsOf(table, all), [[1, 2, 2, 3, 3]]);
  await client.insert(table, [[2, 2, 3]], { columnNames: '*' });
  t.is(await countRows(table), 2n);
});

test('columns left out of objects take their defaults', async (t) => {
  const client = await getClient();
  const table = await makeTable(computed);
  await client.insert(table, [{ a: 1 }, { a: 2 }]);
  t.deepEqual(await rowsOf(table, all), [
    [1, 101, 2, 3, 18],
    [2, 102, 3, 4, 18],
  ]);
});

test('EPHEMERAL columns can be named', async (t) => {
  const client = await getClient();
  const table = await makeTable(computed);
  await client.insert(table, [{ a: 1, e: 5 }]);
  await client.insert(table, [[2, 6]], { columnNames: ['a', 'e'] });
  t.deepEqual(await rowsOf(table, 'a, f'), [
    [1, 10],
    [2, 12],
  ]);
});

test('columns that the server computes cannot be written', async (t) => {
  const client = await getClient();
  const table = await makeTable(computed);
  for (const name of ['m', 'l']) {
    for (const call of [
      client.insert(table, [{ a: 1, [name]: 2 }]),
      client.insert(table, [[1, 2]], { columnNames: ['a', name] }),
    ]) {
      const error = await t.throwsAsync(call, { instanceOf: ProgrammingError, code: 'ERR_COMPUTED_COLUMN' });
      t.true(error?.message.includes(`'${name}'`) && error.message.includes(table), error?.message);
    }
  }
  t.is(await countRows(table), 0n);
});

test('columnNames as a list says what the values of arrays are', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b String, c UInt16 DEFAULT 7');
  await client.insert(table, [['x', 1]], { columnNames: ['b', 'a'] });
  await client.insert(
    table,
    [
      ['y', 'z'],
      [2, 3],
    ],
    { columnNames: ['b', 'a'], columnOriented: true },
  );
  t.deepEqual(await contents(table), [
    [1, 'x', 7],
    [2, 'y', 7],
    [3, 'z', 7],
  ]);
});

test('columnNames as a list chooses among the keys of objects and the columns of a record', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b String, c UInt16 DEFAULT 7');
  await client.insert(table, [{ a: 1, b: 'x', c: 8, foreign: 1 }], { columnNames: ['b', 'a'] });
  await client.insert(table, { a: [2], b: ['y'], c: [9] }, { columnNames: ['a', 'b'] });
  t.deepEqual(await contents(table), [
    [1, 'x', 7],
    [2, 'y', 7],
  ]);
});

test('columnNames may be all but some', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b String, c UInt16 DEFAULT 7');
  await client.insert(table, [[1, 'x']], { columnNames: { except: ['c'] } });
  await client.insert(table, [{ a: 2, b: 'y', c: 9 }], { columnNames: { except: ['c'] } });
  t.deepEqual(await contents(table), [
    [1, 'x', 7],
    [2, 'y', 7],
  ]);
});

test('a name that the table does not have is an error that names those that it has', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b String');
  const named: InsertOptions['columnNames'][] = [['a', 'nope'], { except: ['nope'] }];
  const calls = [
    client.insert(table, [{ a: 1, nope: 2 }]),
    client.insert(table, { a: [1], nope: [2] }),
    ...named.map((columnNames) => client.insert(table, [[1, 2]], { columnNames })),
  ];
  for (const call of calls) {
    const error = await t.throwsAsync(call, { instanceOf: ProgrammingError, code: 'ERR_UNKNOWN_COLUMN' });
    t.true(
      [table, "'nope'", 'a, b'].every((part) => error?.message.includes(part)),
      error?.message,
    );
  }
  const twice = client.insert(table, [[1, 2]], { columnNames: ['a', 'a'] });
  await t.throwsAsync(twice, { instanceOf: ProgrammingError, code: 'ERR_DUPLICATE_COLUMN' });
  t.is(await countRows(table), 0n);
});

test('columnTypes save the question', async (t) => {
  await using fake = await startFake((response) => response.writeHead(200).end());
  await using client = createClient(fake.url);
  await client.insert('t', [[1, 'x']], { columnNames: ['a', 'b'], columnTypes: ['UInt8', parseType('String')] });
  await client.insert('t', [{ a: 1, b: 'x' }], { columnTypes: ['UInt8', 'String'] });
  t.deepEqual(
    fake.received.map(({ query }) => query.get('query')),
    ['INSERT INTO `t` (`a`, `b`) FORMAT Native', 'INSERT INTO `t` (`a`, `b`) FORMAT Native'],
  );
});

test('columnTypes may differ from the types of the table', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt64, b String, d Date');
  const options = { columnNames: ['a', 'd'], columnTypes: ['UInt8', 'String'] };
  await client.insert(table, [[1, '2024-02-29']], options);
  t.deepEqual(await contents(table), [[1n, '', new Date('2024-02-29')]]);
});

test('columnTypes must match the names in number and be types', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b UInt8');
  for (const options of [
    { columnTypes: ['UInt8'], columnNames: ['a', 'b'] },
    { columnTypes: ['UInt8', 'UInt8'] },
    { columnTypes: ['UInt8', 'UInt8'], columnNames: '*' as const },
  ]) {
    const call = client.insert(table, [[1, 2]], options);
    await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message: /columnTypes/ });
  }
  const call = client.insert(table, [{ a: 1 }], { columnTypes: ['UInt7('] });
  await t.throwsAsync(call, { instanceOf: DataError, code: 'ERR_INVALID_TYPE' });
  t.is(await countRows(table), 0n);
});

test('the columns of a table are asked once, also by inserts that run at once', async (t) => {
  await using server = await startServer({ config: { query_log: { database: 'system', table: 'query_log' } } });
  await using client = createClient(server.url);
  await client.command('CREATE TABLE asked (a UInt8) ENGINE = MergeTree ORDER BY a');
  const columnNames = ['a'];
  await Promise.all([
    client.insert('asked', [[1]], { columnNames }),
    client.insert('asked', { a: [2] }),
    client.insert('asked', [{ a: 3 }]),
  ]);
  await client.insert('asked', [[4]], { columnNames });
  const sql =
    "SELECT countIf(query_kind = 'Insert'), countIf(query_kind = 'Describe') FROM system.query_log WHERE type = 2";
  let counts: unknown[] = [];
  // A query is logged a moment after its answer.
  await until(async () => {
    await client.command('SYSTEM FLUSH LOGS query_log');
    counts = await client.command<unknown[]>(sql);
    return counts[0] === 4n;
  });
  t.deepEqual(counts, [4n, 1n]);
});

test('an altered table is asked again', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  await client.insert(table, [[1]]);
  await client.command(`ALTER TABLE ${table} ADD COLUMN b String`);
  await client.insert(table, [{ a: 2, b: 'x' }]);
  await client.insert(table, [[3, 'y']]);
  await client.command(`ALTER TABLE ${table} ADD COLUMN c UInt8`);
  await client.insert(table, [[4, 'z', 5]]);
  await client.command(`ALTER TABLE ${table} MODIFY COLUMN a UInt16`);
  await client.insert(table, [[300, 'w', 6]]);
  t.deepEqual(await contents(table), [
    [1, '', 0],
    [2, 'x', 0],
    [3, 'y', 0],
    [4, 'z', 5],
    [300, 'w', 6],
  ]);
  await client.command(`ALTER TABLE ${table} DROP COLUMN c`);
  await t.throwsAsync(client.insert(table, [{ a: 5, c: 1 }]), { instanceOf: ProgrammingError });
  await client.insert(table, [[6, 'v']]);
  t.is(await countRows(table), 6n);
});

test('a table that is made anew under its name is asked again', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  await client.insert(table, [[1]]);
  await client.command(`DROP TABLE ${table} SYNC`);
  await t.throwsAsync(client.insert(table, [[1]]), { code: 'UNKNOWN_TABLE' });
  await client.command(`CREATE TABLE ${table} (b String, c String) ENGINE = MergeTree ORDER BY b`);
  await client.insert(table, [['x', 'y']]);
  t.deepEqual(await contents(table), [['x', 'y']]);
});

test('arrays without names go into the columns that the table has now', async (t) => {
  const client = await getClient();
  const table = await makeTable('a String, b String');
  await client.insert(table, [['a', 'b']]);
  await client.command(`DROP TABLE ${table} SYNC`);
  await client.command(`CREATE TABLE ${table} (b String, a String) ENGINE = MergeTree ORDER BY tuple()`);
  await client.insert(table, [['b', 'a']]);
  await client.insert(table, [['b'], ['a']], { columnOriented: true });
  t.deepEqual(await contents(table), [
    ['b', 'a'],
    ['b', 'a'],
  ]);
});

for (const options of [{ sessionId: 'of-the-client' }, { autogenerateSessionId: true }]) {
  test(`a client with ${Object.keys(options)[0]} sees the temporary tables of its session`, async (t) => {
    const table = await makeTable('a String, b String');
    await using client = await newClient(options);
    await client.insert(table, [{ a: 'a', b: 'b' }]);
    await client.command(`CREATE TEMPORARY TABLE ${table} (b LowCardinality(String), a String)`);
    await client.insert(table, [['b', 'a']]);
    await client.insert(table, [{ a: 'a', b: 'b' }]);
    t.deepEqual(await client.command(`SELECT groupArray((a, b)) FROM ${table}`), [
      ['a', 'b'],
      ['a', 'b'],
    ]);
    t.is(await countRows(table), 1n);
  });
}

test('a value that a known table refuses is encoded once', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  await client.insert(table, [{ a: 1 }]);
  let reads = 0;
  const row = {
    get a() {
      reads++;
      return 'bad';
    },
  };
  await t.throwsAsync(client.insert(table, [row]), { instanceOf: DataError, code: 'ERR_INVALID_VALUE' });
  t.is(reads, 1);
});

test('columnTypes are those of the names that are not excepted', async (t) => {
  const client = await getClient();
  const table = await makeTable("a UInt8, b String DEFAULT 'own'");
  const columnNames = { except: ['b'] };
  await client.insert(table, [{ a: 1, b: 'x' }], { columnNames, columnTypes: ['UInt8'] });
  await client.insert(table, { a: [2], b: ['x'] }, { columnNames, columnTypes: ['UInt8'] });
  t.deepEqual(await contents(table), [
    [1, 'own'],
    [2, 'own'],
  ]);
  for (const call of [
    client.insert(table, [{ a: 1, b: 'x' }], { columnNames, columnTypes: ['UInt8', 'String'] }),
    client.insert(table, [[1]], { columnNames, columnTypes: ['UInt8'] }),
  ]) {
    await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message: /columnTypes/ });
  }
});

test('limits that a client has for its queries do not cut the columns of a table', async (t) => {
  await using client = await newClient({ settings: { limit: 1, offset: 1 }, queryLimit: 1 });
  const table = await makeTable('a UInt8, b UInt8, c UInt8');
  await client.insert(table, [{ a: 1, b: 2, c: 3 }]);
  t.deepEqual(await contents(table), [[1, 2, 3]]);
});
