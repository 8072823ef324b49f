import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import test from 'ava';

import type { ExternalSource } from '../../index.js';
import { DataError, ExternalData } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'external-data-'));
test.after.always('the files are gone', () => rm(directory, { recursive: true, force: true }));

const structure = ['id UInt32', '`a b` Nullable(String)'];
const csv = '1,"x"\n2,\\N\n3,"ü, ""y"""\n';
const rows = [
  { id: 1, 'a b': 'x' },
  { id: 2, 'a b': null },
  { id: 3, 'a b': 'ü, "y"' },
];
const sql = 'SELECT id, `a b` FROM t ORDER BY id';

async function* halves(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  yield bytes.subarray(0, 5);
  yield bytes.subarray(5);
}

/** The same table in every form. */
function sources(): Record<string, ExternalSource> {
  return {
    text: csv,
    Buffer: Buffer.from(csv),
    ArrayBuffer: new TextEncoder().encode(csv).buffer,
    'a Node stream': Readable.from([csv]),
    'a web stream': new Blob([csv]).stream() as never,
    'an async generator': halves(csv),
    objects: rows,
    arrays: rows.map((row) => Object.values(row)),
    columns: { 'a b': rows.map((row) => row['a b']), id: Uint32Array.of(1, 2, 3) },
  };
}

const isBytes = (data: ExternalSource): boolean => !Array.isArray(data) && !('id' in (data as object));

for (const kind of Object.keys(sources())) {
  test(`a table from ${kind}, in every method`, async (t) => {
    for (const compress of [false, 'lz4', 'gzip'] as const) {
      await using client = await newClient({ compress });
      const options = () => {
        const data = sources()[kind] as ExternalSource;
        const format = isBytes(typeof data === 'string' ? Buffer.from(data) : data) ? { format: 'CSV' } : {};
        return { externalData: new ExternalData({ data, fileName: 't', structure, ...format }) };
      };
      t.deepEqual((await client.query(sql, options())).rows(), rows);
      t.deepEqual((await client.queryColumns(sql, options())).id, Uint32Array.of(1, 2, 3));
      t.deepEqual(await client.queryRowsStream(sql, options()).toArray(), rows);
      t.deepEqual((await client.queryRowBlockStream(sql, options()).toArray()).flat(), rows);
      t.is((await client.queryColumnBlockStream(sql, options()).toArray())[0]?.rowCount, 3);
      t.is((await client.queryColumnsStream(sql, options()).toArray())[0]?.id?.length, 3);
      t.is(await client.command('SELECT count() FROM t', options()), 3n);
      t.is(String(await client.rawQuery('SELECT sum(id) FROM t', options())), '6\n');
      t.is(await text(client.rawStream('SELECT sum(id) FROM t', options())), '6\n');
      const empty = await client.query('SELECT `a b` AS s FROM t WHERE id > 3', options());
      t.deepEqual([empty.columnNames, empty.columnTypes.map(String)], [['s'], ['Nullable(String)']]);
    }
  });
}

test('names in quotes and aliases of types are read as the server reads them', async (t) => {
  const client = await getClient();
  const columns = { 'a`b': 1, 'a\nb': 'x', 'c"d': ['y'], e: { f: 2 } };
  const structured = '`a``b` INTEGER, `a\\nb` VARCHAR(20), "c""d" Array(TEXT), e Tuple(f TINYINT)';
  for (const data of [[columns], "1\tx\t['y']\t(2)\n"]) {
    const externalData = new ExternalData({ data, fileName: 't', structure: structured });
    t.deepEqual((await client.query('SELECT * FROM t', { externalData })).columnNames, Object.keys(columns));
    t.is(JSON.stringify(await client.command('SELECT * FROM t', { externalData })), '[1,"x",["y"],{"f":2}]');
  }
});

test('files are joined with each other and with tables of the server, and may be used again', async (t) => {
  const client = await getClient();
  const table = await makeTable('id UInt32, city String');
  await client.insert(table, [
    { id: 1, city: 'Quito' },
    { id: 3, city: 'Oslo' },
  ]);
  const filePath = join(directory, 'people.csv');
  await writeFile(filePath, csv);
  const externalData = new ExternalData({ filePath, format: 'CSV', structure })
    .addFile({
      filePath: pathToFileURL(filePath),
      fileName: 'größe-2',
      format: 'CSV',
      types: "UInt32, Enum8('x' = 1, 'ü, \"y\"' = 2, '\\\\N' = 3)",
    })
    .addFile({
      data: '3\n',
      fileName: 'keys',
      types: ['UInt32'],
      mimeType: 'text/tab-separated-values; charset=utf-8',
    });
  const join2 = `SELECT city, people.\`a b\` AS name FROM people JOIN ${table} USING id WHERE id IN keys AND id IN (SELECT _1 FROM \`größe-2\`)`;
  for (let time = 0; time < 2; time++) {
    const result = await client.query(`${join2} AND id >= {least:UInt8}`, { externalData, parameters: { least: 2 } });
    t.deepEqual(result.rows(), [{ city: 'Oslo', name: 'ü, "y"' }]);
  }
});

test('values arrive as insert would store them', async (t) => {
  const client = await newClient({ writeFormats: { UInt64: 'signed' } });
  const data = {
    u: [-1n],
    d: ['12.50'],
    w: ['2024-07-01 12:00:00'],
    z: [new Date('2024-07-01T12:00:00Z')],
    m: [{ k: [1, 2] }],
    b: [Buffer.from([0xff, 0x00])],
    e: ['a, b'],
  };
  const structured =
    "u UInt64, d Decimal(9, 2), w DateTime, z DateTime64(3, 'Asia/Tokyo'), m Map(String, Array(UInt8)), b String, e Enum8('a, b' = 7)";
  const externalData = new ExternalData({ data, fileName: 't', structure: structured });
  const texts = 'toString(u), toString(d), toString(w), toString(z), toString(m), hex(b), toInt8(e)';
  const settings = { session_timezone: 'Europe/Berlin' };
  const values = await client.command(`SELECT ${texts} FROM t`, { externalData, settings });
  const zoned = '2024-07-01 21:00:00.000';
  t.deepEqual(values, ['18446744073709551615', '12.5', '2024-07-01 12:00:00', zoned, "{'k':[1,2]}", 'FF00', 7]);
  await client.close();
});

test('a result goes back as a table, and a table may have no rows', async (t) => {
  const client = await getClient();
  const data = await client.query(
    "SELECT number AS n, toString(number) AS s, (1, 'x')::Tuple(a UInt8, b String) AS p FROM numbers(100000)",
  );
  const externalData = new ExternalData({
    data,
    fileName: 't',
    structure: 'n UInt64, s String, p Tuple(a UInt8, b String)',
  });
  t.deepEqual(await client.command('SELECT count(), sum(n), sum(p.a) FROM t', { externalData }), [
    100_000n,
    4_999_950_000n,
    100_000n,
  ]);
  for (const none of [[], '', { n: [] }, Readable.from([])]) {
    const nothing = new ExternalData({ data: none, fileName: 't', structure: 'n UInt64' });
    t.is(await client.command('SELECT count() FROM t', { externalData: nothing }), 0n);
  }
});

test('bytes of any kind arrive whole', async (t) => {
  const client = await getClient();
  const parts = ['\r\n--clickhouse-connect-', '\r', '\n', '\r\n', '--', '\0', 'x'.repeat(70_000), '\r\n--\r\n'];
  for (let round = 0; round < 40; round++) {
    const bytes = Array.from({ length: 1 + round }, (_, n) => parts[(n * 7 + round * 3) % parts.length]).join('');
    const add = (data: ExternalSource) => ({ data, fileName: 't', format: 'RawBLOB', types: 'String' });
    for (const data of [bytes, Readable.from(bytes.match(/[\s\S]{1,50000}/g) ?? [])]) {
      const got = await client.command('SELECT _1 FROM t', { externalData: new ExternalData(add(data)) });
      t.is(got, bytes);
    }
  }
});

test('what does not fit its columns is refused before anything is sent', async (t) => {
  const fake = await startFake((response) => response.end());
  const client = await newClient({ url: fake.url });
  const refused = async (data: ExternalSource, message: RegExp, code = 'ERR_INVALID_ROWS'): Promise<void> => {
    const externalData = new ExternalData({ data, fileName: 't', structure: 'a UInt8, b String' });
    const error = await t.throwsAsync(client.query('SELECT 1', { externalData }), { instanceOf: DataError, message });
    t.is(error.code, code);
  };
  await refused(
    [
      [1, 'x'],
      [300, 'x'],
    ],
    /^ExternalData: 't': .*column 'a' UInt8, row 1: .*300/,
    'ERR_INVALID_VALUE',
  );
  await refused([[1]], /the data has 1 columns, 2 are declared: a, b/);
  await refused([{ a: 1 }], /the data has no column 'b', which is declared/);
  await refused({ a: [1], b: ['x'], c: [1] }, /the data has a column 'c', which is not declared: a, b/);
  const unknown = new ExternalData({ data: [[1]], fileName: 't', types: 'Strin' });
  await t.throwsAsync(client.query('SELECT 1', { externalData: unknown }), { instanceOf: DataError, message: /Strin/ });
  t.is(fake.received.length, 0);
  await client.close();
  await fake[Symbol.asyncDispose]();
});

test('tables go along in sessions, with progress, and with large parameters and statements', async (t) => {
  await using session = (await getClient()).session();
  const told: number[] = [];
  const s = 'é\r\n--'.repeat(10_000);
  for (const data of [csv, halves(csv)]) {
    const externalData = new ExternalData({ data, fileName: 't', structure, format: 'CSV' });
    const answer = await session.command(`SELECT sum(id), {s:String} FROM t /* ${'x'.repeat(200_000)} */`, {
      externalData,
      parameters: { s },
      onProgress: ({ readRows }) => void told.push(readRows),
    });
    t.deepEqual(answer, [6n, s]);
  }
  t.true(told.length >= 2);
});

test('contexts hold external data for several calls', async (t) => {
  const client = await getClient();
  const externalData = new ExternalData({ data: [[1], [2]], fileName: 't', types: 'UInt8' });
  const context = client.createQueryContext({ query: 'SELECT sum(_1) + {n:UInt8} AS s FROM t', externalData });
  const sums = [1, 2].map(async (n) => (await client.query({ context, parameters: { n } })).value());
  t.deepEqual(await Promise.all(sums), [4n, 5n]);
});

test('settings count for the reading of tables, too', async (t) => {
  const client = await getClient();
  const data = '2024-01-01T00:00:00Z;2\n';
  const externalData = new ExternalData({ data, fileName: 't', format: 'CSV', types: 'DateTime, UInt8' });
  const settings = { format_csv_delimiter: ';', date_time_input_format: 'best_effort', date_time_output_format: 'iso' };
  const answer = await client.rawQuery('SELECT * FROM t', { externalData, settings, format: 'CSV' });
  t.is(String(answer), '"2024-01-01T00:00:00Z";2\n');
});

test('errors are those of the server', async (t) => {
  const client = await getClient();
  const call = (options: object) =>
    client.query('SELECT * FROM t', {
      externalData: new ExternalData({ fileName: 't', types: 'UInt8', ...options } as never),
    });
  await t.throwsAsync(call({ data: 'x\n' }), { code: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED' });
  await t.throwsAsync(call({ data: '1\n', format: 'NoSuchFormat' }), { code: 'UNKNOWN_FORMAT' });
  await t.throwsAsync(call({ data: '1\n', types: 'NoSuchType' }), { code: 'UNKNOWN_TYPE' });
  await t.throwsAsync(call({ data: '1\n', fileName: 'another' }), { code: 'UNKNOWN_TABLE' });
});
