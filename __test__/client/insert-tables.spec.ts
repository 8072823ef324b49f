import test from 'ava';

import { ProgrammingError } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';

test('a table is named with its database, as two names or as an option', async (t) => {
  const client = await getClient();
  await client.command('CREATE DATABASE warehouse');
  await client.command('CREATE TABLE warehouse.goods (a UInt8) ENGINE = MergeTree ORDER BY a');
  await client.insert('warehouse.goods', [[1]]);
  await client.insert('goods', [[2]], { database: 'warehouse' });
  await using inside = await newClient({ database: 'warehouse' });
  await inside.insert('goods', [[3]]);
  t.deepEqual(await client.command('SELECT arraySort(groupArray(a)) FROM warehouse.goods'), [1, 2, 3]);
  await t.throwsAsync(client.insert('goods', [[4]]), { instanceOf: ProgrammingError, code: 'UNKNOWN_TABLE' });
});

test('names of tables and columns may hold dots, quotes and other characters', async (t) => {
  const client = await getClient();
  const quoted = ['`a.b`', '`it\'s "quoted"`', '`Größe 😀`', '`select`', '`a\\`b\\\\c`'];
  for (const table of quoted) {
    await client.command(`CREATE TABLE ${table} (${quoted.map((name) => `${name} UInt8`).join(', ')}) ENGINE = Memory`);
    const names = (await client.query(`SELECT * FROM ${table}`)).columnNames;
    t.deepEqual(names[0], 'a.b');
    const row = Object.fromEntries(names.map((name, index) => [name, index]));
    await client.insert(table, [row]);
    await client.insert(table, [[0, 1, 2, 3, 4]], { columnNames: names });
    t.deepEqual((await client.query(`SELECT * FROM ${table}`)).rows(), [row, row]);
  }
});

test('a quoted database and a quoted table are two names', async (t) => {
  const client = await getClient();
  await client.command('CREATE DATABASE `odd.name`');
  await client.command('CREATE TABLE `odd.name`.`x.y` (a UInt8) ENGINE = Memory');
  await client.insert('`odd.name`.`x.y`', [[1]]);
  await client.insert('`x.y`', [[2]], { database: 'odd.name' });
  t.deepEqual(await client.command('SELECT groupArray(a) FROM `odd.name`.`x.y`'), [1, 2]);
});

test('a name cannot bring SQL along', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  for (const name of [`${table} (a) VALUES (1) --`, `${table}; DROP TABLE ${table}`, `${table}\`; --`]) {
    await t.throwsAsync(client.insert(name, [[1]]), undefined, name);
    await t.throwsAsync(client.insert(table, [[1]], { columnNames: [name] }), { code: 'ERR_UNKNOWN_COLUMN' });
  }
  t.is(await client.command(`SELECT count() FROM ${table}`), 0n);
});

test('materialized views behind a table are filled too', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  const sums = await makeTable('s UInt64');
  await client.command(`CREATE MATERIALIZED VIEW ${table}_view TO ${sums} AS SELECT sum(a) AS s FROM ${table}`);
  await client.insert(table, [[1], [2], [3]]);
  t.is(await client.command(`SELECT s FROM ${sums}`), 6n);
});
