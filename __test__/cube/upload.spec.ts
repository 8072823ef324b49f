import { Readable } from 'node:stream';
import type { DownloadTableData, TableStructure } from '@cubejs-backend/base-driver';
import test from 'ava';

import { DataError, NotSupportedError } from '../../src/index.ts';
import { getDriver } from '../helpers/cube.ts';

const columns: TableStructure = [
  { name: 'name', type: 'text' },
  { name: 'n', type: 'bigint' },
  { name: 'share', type: 'double' },
  { name: 'price', type: 'decimal(20, 2)' },
  { name: 'mean', type: 'decimal' },
  { name: 'ok', type: 'boolean' },
  { name: 'day', type: 'date' },
  { name: 'at', type: 'timestamp' },
  { name: 'id', type: 'UUID' },
];

const id = '61f0c404-5cb3-11e7-907b-a6006ad3dba0';
const time = '2026-01-02T03:04:05.678';
const rows = [
  {
    ...{ name: "it's", n: '9007199254740993', share: '0.1', price: '1.50', mean: '0.333333333333333333' },
    ...{ ok: 'true', day: '2026-01-02T00:00:00.000', at: time, id },
  },
  { name: 5, n: 7, share: 1.5, price: 2, mean: 0.1 + 0.2, ok: false, day: '2026-01-02', at: time, id },
  { name: ['a', 1], n: null, share: null, price: null, mean: null, ok: null, day: null, at: null, id },
  { id },
];

const stored = [
  { name: "it's", n: '9007199254740993', share: '0.1', price: '1.50', mean: '0.3333333333', ok: true, id },
  { name: '5', n: '7', share: '1.5', price: '2.00', mean: '0.3000000000', ok: false, id },
  { name: '["a",1]', n: null, share: null, price: null, mean: null, ok: null, id },
  { name: null, n: null, share: null, price: null, mean: null, ok: null, id },
].map((row, index) => ({
  ...row,
  day: index < 2 ? '2026-01-02T00:00:00.000' : null,
  at: index < 2 ? time : null,
}));

test('rows and streams of rows become tables, with columns of the types of Cube', async (t) => {
  const driver = await getDriver();
  const index: [string, unknown[]] = ['ALTER TABLE uploaded_rows ADD INDEX i (n) TYPE minmax GRANULARITY 1', []];
  await driver.uploadTableWithIndexes('uploaded_rows', columns, { rows }, [{ sql: index }]);
  await driver.uploadTable('uploaded_stream', columns, { rowStream: Readable.from(rows) });
  for (const table of ['uploaded_rows', 'uploaded_stream']) {
    const { rows: found, types } = await driver.downloadTable(table);
    t.deepEqual(found, stored);
    t.deepEqual(
      types.map(({ type }) => type),
      ['text', 'bigint', 'double', 'decimal', 'decimal', 'boolean', 'date', 'timestamp', 'text'],
    );
  }
  const indexes = await driver.query("SELECT name FROM system.data_skipping_indices WHERE table = 'uploaded_rows'");
  t.deepEqual(indexes, [{ name: 'i' }]);
});

test('a table without rows is there as well', async (t) => {
  const driver = await getDriver();
  await driver.uploadTable('uploaded_none', columns, { rows: [] });
  t.is((await driver.tableColumnTypes('uploaded_none')).length, columns.length);
});

test('nothing is left of a table whose rows or indexes fail', async (t) => {
  const driver = await getDriver();
  const failing = Readable.from(
    (async function* () {
      yield rows[0];
      throw new Error('the source is broken');
    })(),
  );
  await t.throwsAsync(driver.uploadTable('failed', columns, { rowStream: failing }), {
    message: 'the source is broken',
  });
  await t.throwsAsync(driver.uploadTable('failed', columns, { rows: [{ id, n: 'many' }] }), { instanceOf: DataError });
  const index: [string, unknown[]] = ['ALTER TABLE failed ADD INDEX i (no_such_column) TYPE minmax', []];
  await t.throwsAsync(driver.uploadTableWithIndexes('failed', columns, { rows }, [{ sql: index }]));
  t.deepEqual(await driver.tableColumnTypes('failed'), []);
});

test('a table that is there is not replaced', async (t) => {
  const driver = await getDriver();
  await driver.uploadTable('kept', [{ name: 'a', type: 'int' }], { rows: [{ a: 1 }] });
  const second = driver.uploadTable('kept', [{ name: 'a', type: 'int' }], { rows: [{ a: 2 }] });
  await t.throwsAsync(second, {
    code: 'TABLE_ALREADY_EXISTS',
    message: /^Error during create table: CREATE TABLE `kept`/,
  });
  t.deepEqual((await driver.downloadTable('kept')).rows, [{ a: '1' }]);
});

test('files of CSV, streaming sources and unknown types are refused before anything is made', async (t) => {
  const driver = await getDriver();
  const source = { name: 'a', type: 'kafka', credentials: {} };
  for (const data of [{ csvFile: ['a'] }, { streamingTable: 'a', streamingSource: source }] as DownloadTableData[]) {
    const upload = driver.uploadTable('refused', columns, data);
    await t.throwsAsync(upload, { instanceOf: NotSupportedError, code: 'ERR_UNSUPPORTED_SQL' });
  }
  const upload = driver.uploadTable('refused', [{ name: 'a', type: 'hyperloglog' }], { rows: [] });
  await t.throwsAsync(upload, { instanceOf: DataError, message: /'hyperloglog'/ });
  t.deepEqual(await driver.tableColumnTypes('refused'), []);
});
