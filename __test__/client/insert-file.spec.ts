import { appendFile, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import test from 'ava';

import type { InsertFileOptions } from '../../index.js';
import { DataError, InterfaceError, NotSupportedError, OperationalError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { pathOf } from '../helpers/directory.ts';
import { startFake } from '../helpers/fake-server.ts';

const columns = 'a UInt32, s String';
const rows = [
  [1, 'a'],
  [2, 'ü "quoted", \t and\nbroken'],
];
const csv = '"a","s"\n1,"a"\n2,"ü ""quoted"", \t and\nbroken"\n';

/** A file of that name with that content. */
async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = await pathOf(name);
  await writeFile(path, content);
  return path;
}

const formats: Readonly<Record<string, string>> = {
  csv: 'CSVWithNames',
  tsv: 'TSVWithNames',
  json: 'JSONEachRow',
  jsonl: 'JSONEachRow',
  ndjson: 'JSONEachRow',
  parquet: 'Parquet',
  arrow: 'Arrow',
  arrows: 'ArrowStream',
  orc: 'ORC',
  avro: 'Avro',
  native: 'Native',
  msgpack: 'MsgPack',
  bson: 'BSONEachRow',
};

for (const [extension, format] of Object.entries(formats)) {
  test(`a file .${extension} is ${format}`, async (t) => {
    const client = await getClient();
    const source = await makeTable(columns);
    await client.insert(source, rows);
    const path = await file(
      `rows.${extension}`,
      await client.rawQuery(`SELECT * FROM ${source} ORDER BY a`, { format }),
    );
    const table = await makeTable(columns);
    const { executed, writtenRows } = await client.insertFile(table, path);
    t.deepEqual([executed, writtenRows], [true, 2]);
    t.deepEqual(await contents(table), rows);
  });
}

test('the path may be a file: URL, and the extension in capitals', async (t) => {
  const table = await makeTable(columns);
  const path = await file('URL with spaces.2026.CSV', csv);
  await (await getClient()).insertFile(table, pathToFileURL(path));
  t.deepEqual(await contents(table), rows);
});

test('with columnNames a CSV or TSV has no line of names', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, s String, n UInt8 DEFAULT 7');
  await client.insertFile(table, await file('bare.csv', 'x,1\n'), { columnNames: ['s', 'a'] });
  await client.insertFile(table, await file('bare.tsv', 'y\t2\n'), { columnNames: ['s', 'a'] });
  t.deepEqual(await contents(table), [
    [1, 'x', 7],
    [2, 'y', 7],
  ]);
});

test('what the caller says wins over the name', async (t) => {
  const client = await getClient();
  const table = await makeTable(columns);
  await client.insertFile(table, await file('rows.gz', '{"a":1,"s":"a"}'), {
    format: 'JSONEachRow',
    compression: false,
  });
  await client.insertFile(table, await file('rows.txt', deflateSync('2\tb\n')), {
    format: 'TSV',
    compression: 'deflate',
  });
  await client.insertFile(table, await file('bare.csv.gz', '"a"\n3\n'), { compression: false });
  t.deepEqual(await contents(table), [
    [1, 'a'],
    [2, 'b'],
    [3, ''],
  ]);
});

test('compressed files go to the server as they are', async (t) => {
  const packed: Record<string, Uint8Array> = { gz: gzipSync(csv), br: brotliCompressSync(csv) };
  for (const compress of [false, 'lz4', 'zstd'] as const) {
    await using client = await newClient({ compress });
    for (const [extension, content] of Object.entries(packed)) {
      const table = await makeTable(columns);
      await client.insertFile(table, await file(`${compress}.csv.${extension}`, content));
      t.deepEqual(await contents(table), rows, `${extension} in a client with ${compress}`);
    }
  }
});

for (const extension of ['gz', 'zst', 'lz4', 'br', 'xz']) {
  test(`a file .csv.${extension} that the server has written is read`, async (t) => {
    const client = await getClient();
    const path = await pathOf(`server.csv.${extension}`);
    const sql = `INSERT INTO FUNCTION file({path:String}, 'CSVWithNames', 'n UInt64') SELECT number FROM numbers(300000)`;
    await client.command(sql, { parameters: { path } });
    const table = await makeTable('n UInt64');
    await client.insertFile(table, path);
    t.deepEqual(await client.command(`SELECT count(), sum(n) FROM ${table}`), [300_000n, 44_999_850_000n]);
  });
}

test('a file .csv.bz2 goes to servers that know bzip2', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = await newClient({ url: fake.url });
  const content = Buffer.from('BZh9 and so on');
  await client.insertFile('t', await file('packed.csv.bz2', content));
  t.is(fake.received[0]?.headers['content-encoding'], 'bz2');
  t.deepEqual(fake.received[0]?.body, content);
  // The embedded server is built without it.
  const refused = (await getClient()).insertFile(await makeTable(columns), await pathOf('packed.csv.bz2'));
  await t.throwsAsync(refused, { instanceOf: NotSupportedError, code: 'NOT_IMPLEMENTED' });
});

test('an empty file is no request', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = await newClient({ url: fake.url });
  t.false((await client.insertFile('t', await file('empty.csv', ''))).executed);
  t.is(fake.received.length, 0);
});

test('fields that the table lacks are an error, unless the caller says otherwise', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  for (const [name, content] of Object.entries({ 'more.csv': 'a,b\n1,2\n', 'more.jsonl': '{"a":1,"b":2}' })) {
    const path = await file(name, content);
    await t.throwsAsync(client.insertFile(table, path), { instanceOf: DataError });
    await client.insertFile(table, path, { settings: { input_format_skip_unknown_fields: true } });
  }
  await t.throwsAsync(client.insertFile(table, await file('headless.csv', '7\n8\n')), { instanceOf: DataError });
  t.deepEqual(await contents(table), [[1], [1]]);
});

test('settings say how many lines may be wrong, and the database is that of names without one', async (t) => {
  const client = await getClient();
  await client.command('CREATE DATABASE elsewhere');
  await client.command('CREATE TABLE elsewhere.lines (n UInt8) ENGINE = Memory');
  const path = await file('lines.csv', 'n\n1\nx\n2\n');
  const settings = { input_format_allow_errors_num: 1 };
  await client.insertFile('lines', path, { settings, database: 'elsewhere' });
  await client.insertFile('elsewhere.lines', path, { settings, database: 'system' });
  t.deepEqual(await contents('elsewhere.lines'), [[1], [1], [2], [2]]);
});

test('what cannot be read is told with its path before anything is sent', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = await newClient({ url: fake.url });
  const gone = await file('gone.csv', csv);
  await unlink(gone);
  const dangling = await pathOf('dangling.csv');
  await symlink(gone, dangling);
  const directory = await pathOf('');
  const below = `${await file('file.csv', csv)}/below.csv`;
  const system: [string, string][] = [
    [gone, 'ENOENT'],
    [dangling, 'ENOENT'],
    [directory, 'EISDIR'],
    [below, 'ENOTDIR'],
  ];
  for (const [path, code] of system) {
    const error = await t.throwsAsync(client.insertFile('t', path, { format: 'CSV' }), {
      instanceOf: OperationalError,
      code,
    });
    t.true(error?.message.includes(path.replace(/\/$/, '')), error?.message);
  }
  const unfit: [unknown, InsertFileOptions, RegExp][] = [
    ['/dev/zero', { format: 'CSV' }, /no plain file/],
    ['data.bin', {}, /'\S+data\.bin' tells no format; give the option 'format'/],
    ['data', {}, /tells no format/],
    ['data.gz', {}, /tells no format/],
    ['.csv/data', {}, /tells no format/],
    ['', {}, /path must be/],
    ['a\0.csv', {}, /path must be/],
    [7, {}, /path must be/],
    [new URL('https://example.org/a.csv'), {}, /path must be/],
    [new URL('file://elsewhere/a.csv'), {}, /on this machine/],
    [gone, { compression: 'rar' } as never, /option 'compression'/],
    [gone, { fmt: 'CSV' } as never, /unknown option 'fmt'/],
    [gone, { onFileProgress: 1 } as never, /option 'onFileProgress'/],
  ];
  for (const [path, options, message] of unfit) {
    const call = client.insertFile('t', path as string, options);
    await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message });
  }
  t.is(fake.received.length, 0);
});

test('a file that is cut while it is read is an error, and nothing of a small one is stored', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  const path = await file('cut.tsv', 'n\n'.concat('1\n'.repeat(1_000_000)));
  const onFileProgress = (): Promise<void> => truncate(path, 300_000);
  const message = /cut\.tsv' ended after \d+ of 2000002 bytes/;
  const call = client.insertFile(table, path, { onFileProgress });
  await t.throwsAsync(call, { instanceOf: OperationalError, code: 'ERR_FILE_CHANGED', message });
  t.is(await countRows(table), 0n);
});

test('a file that is written to while it is read is an error, whatever its size is then', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  const content = 'n\n'.concat('1\n'.repeat(1_000_000));
  const changes: Record<string, (path: string) => Promise<void>> = {
    same: (path) => writeFile(path, content.replaceAll('1', '2')),
    longer: (path) => writeFile(path, content.replaceAll('1', '22')),
    appended: (path) => appendFile(path, '3\n'),
  };
  for (const [name, change] of Object.entries(changes)) {
    const path = await file(`${name}.tsv`, content);
    let changed: Promise<void> | undefined;
    const onFileProgress = (): Promise<void> => (changed ??= change(path));
    const call = client.insertFile(table, path, { onFileProgress });
    const message = new RegExp(`${name}\\.tsv' was written to while it was read`);
    await t.throwsAsync(call, { instanceOf: OperationalError, code: 'ERR_FILE_CHANGED', message });
  }
  t.is(await countRows(table), 0n);
});

test('a file that loses its name while it is read is read to its end', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  const path = await file('unlinked.tsv', 'n\n'.concat('1\n'.repeat(1_000_000)));
  let first: Promise<void> | undefined;
  await client.insertFile(table, path, {
    onFileProgress: () => {
      first ??= unlink(path);
    },
  });
  await first;
  t.is(await countRows(table), 1_000_000n);
});

test('progress tells how much of the file was read, and may end the insert', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  const path = await file('progress.tsv', 'n\n'.concat('1\n'.repeat(2_000_000)));
  const told: number[] = [];
  await client.insertFile(table, path, {
    onFileProgress({ bytes, totalBytes }) {
      t.is(totalBytes, 4_000_002);
      told.push(bytes);
    },
  });
  t.true(told.length > 2);
  t.deepEqual(
    told,
    [...told].sort((one, other) => one - other),
  );
  t.is(told.at(-1), 4_000_002);
  const enough = new RangeError('enough');
  const onFileProgress = (): never => {
    throw enough;
  };
  t.is(await t.throwsAsync(client.insertFile(table, path, { onFileProgress })), enough);
  const later = (): Promise<never> => Promise.reject(enough);
  t.is(await t.throwsAsync(client.insertFile(table, path, { onFileProgress: later })), enough);
  t.is(await countRows(table), 2_000_000n);
});

test('an insert may be aborted, and is told of what the server refuses', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  const path = await file('aborted.tsv', 'n\n'.concat('1\n'.repeat(1_000_000)));
  const controller = new AbortController();
  const reason = new Error('nobody waits');
  const { signal } = controller;
  const call = client.insertFile(table, path, { signal, onFileProgress: () => controller.abort(reason) });
  t.is(await t.throwsAsync(call), reason);
  await t.throwsAsync(client.insertFile(table, await file('wrong.csv', 'n\nx\n')), { instanceOf: DataError });
  await t.throwsAsync(client.insertFile(table, await file('torn.csv.gz', gzipSync(csv).subarray(0, 20))));
  await t.throwsAsync(client.insertFile('nowhere', path), { code: 'UNKNOWN_TABLE' });
  t.is(await countRows(table), 0n);
});
