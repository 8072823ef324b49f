import fs, { chmod, chown, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as zlib from 'node:zlib';
import test from 'ava';

import type { QueryToFileOptions } from '../../index.js';
import { InterfaceError, NotSupportedError, OperationalError, StreamFailureError } from '../../src/index.ts';
import { contents, getClient, makeTable, newClient } from '../helpers/client.ts';
import { pathOf } from '../helpers/directory.ts';
import { startFake } from '../helpers/fake-server.ts';
import { startFaultyProxy } from '../helpers/faulty-proxy.ts';
import { getServer, reader } from '../helpers/server.ts';
import { stopped } from '../helpers/wait.ts';

const sql = "SELECT number AS n, 'ü' AS s FROM numbers(3)";
const rows = [
  [0n, 'ü'],
  [1n, 'ü'],
  [2n, 'ü'],
];
const csv = '"n","s"\n0,"ü"\n1,"ü"\n2,"ü"\n';

/** A directory of its own, so that what else is in it shows. */
async function directory(name: string): Promise<string> {
  const path = await pathOf(name);
  await mkdir(path);
  return path;
}

for (const extension of [
  'csv',
  'tsv',
  'json',
  'jsonl',
  'ndjson',
  'parquet',
  'arrow',
  'arrows',
  'orc',
  'avro',
  'native',
  'msgpack',
  'bson',
]) {
  test(`a file .${extension} comes back by insertFile`, async (t) => {
    const client = await getClient();
    const path = await pathOf(`back.${extension}`);
    const result = await client.queryToFile(sql, path, { queryId: `to file ${extension}` });
    t.deepEqual([result.path, result.bytes, result.queryId], [path, (await stat(path)).size, `to file ${extension}`]);
    const table = await makeTable('n UInt64, s String');
    await client.insertFile(table, path);
    t.deepEqual(await contents(table), rows);
  });
}

test('a .json file is one document, an array of objects', async (t) => {
  const path = await pathOf('document.json');
  await (await getClient()).queryToFile('SELECT 1 AS a UNION ALL SELECT 1', path);
  t.deepEqual(JSON.parse(await readFile(path, 'utf8')), [{ a: 1 }, { a: 1 }]);
});

const unpack: Record<string, (data: Buffer) => Buffer> = {
  gz: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
};
if ('createZstdCompress' in zlib)
  unpack.zst = (zlib as unknown as { zstdDecompressSync(data: Buffer): Buffer }).zstdDecompressSync;

for (const [extension, unpacked] of Object.entries(unpack)) {
  test(`a file .csv.${extension} is compressed, whatever the client's compression`, async (t) => {
    for (const compress of [false, 'lz4', 'zstd'] as const) {
      await using client = await newClient({ compress });
      const path = await pathOf(`${compress}.csv.${extension}`);
      const { bytes } = await client.queryToFile(sql, path);
      const content = await readFile(path);
      t.is(bytes, content.length);
      t.is(unpacked(content).toString(), csv);
    }
  });
}

test('what the caller says wins over the name', async (t) => {
  const client = await getClient();
  const path = await pathOf('said.csv.gz');
  await client.queryToFile(sql, path, { format: 'JSONEachRow', compression: false });
  t.is((await readFile(path, 'utf8')).split('\n')[0], '{"n":0,"s":"ü"}');
  const url = pathToFileURL(await pathOf('said.txt'));
  await client.queryToFile(sql, url, { format: 'TSV', compression: 'deflate' });
  t.is(zlib.inflateSync(await readFile(url)).toString(), '0\tü\n1\tü\n2\tü\n');
});

test('parameters, settings and limits go along, also for users who may only read', async (t) => {
  await using client = await newClient({ ...reader, compress: 'gzip' });
  const path = await pathOf('parameters.csv');
  await client.queryToFile('SELECT {x:String} AS x', path, { parameters: { x: 'a"b' } });
  t.is(await readFile(path, 'utf8'), '"x"\n"a""b"\n');
  const context = client.createQueryContext({ parameters: { x: 'b' } });
  await client.queryToFile('SELECT {x:String} AS x', path, { context });
  t.is(await readFile(path, 'utf8'), '"x"\n"b"\n');
  const formatted = client.createQueryContext({ format: 'TSV', query: 'SELECT 1' });
  await client.queryToFile('SELECT 2', path, { context: formatted });
  t.is(await readFile(path, 'utf8'), '2\n');
  await client.queryToFile('SELECT 2', await pathOf('unnamed'), { context: formatted });
  t.is(await readFile(await pathOf('unnamed'), 'utf8'), '2\n');
  await client.queryToFile('SELECT 2 AS a', path, { context: formatted, format: 'JSONEachRow' });
  t.is(await readFile(path, 'utf8'), '{"a":2}\n');
  const limited = await newClient({ queryLimit: 1 });
  await limited.queryToFile(sql, path, { settings: { format_csv_delimiter: ';' } });
  t.is(await readFile(path, 'utf8'), '"n";"s"\n0;"ü"\n');
  await limited.close();
});

test('a result without rows is a file without rows', async (t) => {
  const client = await getClient();
  const path = await pathOf('none.csv');
  const { bytes, summary } = await client.queryToFile('SELECT 1 AS a WHERE 0', path);
  t.is(await readFile(path, 'utf8'), '"a"\n');
  t.deepEqual([bytes, summary.resultRows], [4, 0]);
  t.is((await client.queryToFile('SELECT 1 AS a WHERE 0', await pathOf('none.jsonl'))).bytes, 0);
  await client.queryToFile('SELECT 1 AS a WHERE 0', await pathOf('none.json'));
  t.deepEqual(JSON.parse(await readFile(await pathOf('none.json'), 'utf8')), []);
});

test('a query that fails leaves no file, and one that was there as it was', async (t) => {
  const client = await getClient();
  const place = await directory('failing');
  const there = `${place}/there.csv`;
  await writeFile(there, 'good');
  const late = 'SELECT throwIf(number = 3000000) FROM numbers(10000000) SETTINGS max_block_size = 10000';
  for (const path of [there, `${place}/new.csv`, `${place}/new.csv.gz`]) {
    await t.throwsAsync(client.queryToFile(late, path), { code: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
    await t.throwsAsync(client.queryToFile('SELECT * FROM nowhere', path), { code: 'UNKNOWN_TABLE' });
    await t.throwsAsync(client.queryToFile('SELECT {x:String}', path), { code: 'ERR_UNBOUND_PARAMETER' });
    await t.throwsAsync(client.queryToFile('', path), { code: 'ERR_INVALID_ARG' });
    const table = await makeTable('n UInt8');
    for (const statement of [
      `CREATE TABLE IF NOT EXISTS ${table} (n UInt8) ENGINE = Memory`,
      `INSERT INTO ${table} SELECT 1`,
    ]) {
      const call = client.queryToFile(statement, path);
      const message = /was run, but has no result/;
      await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message });
    }
    t.deepEqual(await contents(table), [[1]]);
  }
  t.deepEqual(await readdir(place), ['there.csv']);
  t.is(await readFile(there, 'utf8'), 'good');
});

test('an answer that is cut leaves no file', async (t) => {
  await using proxy = await startFaultyProxy(await getServer());
  let bytes = 0;
  proxy.fault = (socket, data) => {
    bytes += data.length;
    if (bytes < 1_000_000) socket.write(data);
    else socket.destroy();
  };
  const place = await directory('cut');
  for (const compress of [false, 'lz4', 'gzip'] as const) {
    await using client = await newClient({ url: proxy.url, compress });
    bytes = 0;
    const call = client.queryToFile('SELECT rand64() FROM numbers(1000000)', `${place}/cut.tsv.gz`);
    await t.throwsAsync(call, { instanceOf: StreamFailureError });
  }
  t.deepEqual(await readdir(place), []);
});

test('an abort stops the query and leaves no file', async (t) => {
  const client = await getClient();
  const place = await directory('aborted');
  for (const name of ['endless.tsv', 'endless.tsv.gz']) {
    const controller = new AbortController();
    const reason = new Error('nobody waits');
    const queryId = `aborted ${name}`;
    const call = client.queryToFile('SELECT number FROM system.numbers', `${place}/${name}`, {
      queryId,
      signal: controller.signal,
      onFileProgress: ({ bytes }) => bytes > 1_000_000 && controller.abort(reason),
    });
    t.is(await t.throwsAsync(call), reason);
    await stopped(client, queryId);
  }
  t.deepEqual(await readdir(place), []);
});

test('progress tells how much was written, and may end the query', async (t) => {
  const client = await getClient();
  const place = await directory('progress');
  const told: number[] = [];
  const { bytes } = await client.queryToFile('SELECT number FROM numbers(1000000)', `${place}/numbers.tsv`, {
    onFileProgress: (progress) => void told.push(progress.bytes),
  });
  t.is(told.at(-1), bytes);
  t.true(told.length > 2);
  const enough = new RangeError('enough');
  const onFileProgress = (): never => {
    throw enough;
  };
  t.is(await t.throwsAsync(client.queryToFile(sql, `${place}/none.tsv`, { onFileProgress })), enough);
  const later = (): Promise<never> => Promise.reject(enough);
  t.is(await t.throwsAsync(client.queryToFile(sql, `${place}/none.tsv`, { onFileProgress: later })), enough);
  t.deepEqual(await readdir(place), ['numbers.tsv']);
});

test('a file that is there is replaced, or not', async (t) => {
  const client = await getClient();
  const place = await directory('overwriting');
  const path = `${place}/there.csv`;
  await client.queryToFile(sql, path, { overwrite: false });
  const refused = client.queryToFile('SELECT 2', path, { overwrite: false });
  await t.throwsAsync(refused, { instanceOf: OperationalError, code: 'EEXIST', message: /there\.csv' exists already/ });
  t.is(await readFile(path, 'utf8'), csv);
  // One that appears meanwhile is not replaced either.
  const other = `${place}/other.csv`;
  let made: Promise<void> | undefined;
  const onFileProgress = (): void => {
    made ??= writeFile(other, 'mine');
  };
  const slow = 'SELECT sleepEachRow(0.1) FROM numbers(5) SETTINGS max_block_size = 1';
  await t.throwsAsync(client.queryToFile(slow, other, { overwrite: false, onFileProgress }), { code: 'EEXIST' });
  await made;
  t.is(await readFile(other, 'utf8'), 'mine');
  await client.queryToFile('SELECT 2 AS n', path);
  t.is(await readFile(path, 'utf8'), '"n"\n2\n');
  t.deepEqual((await readdir(place)).sort(), ['other.csv', 'there.csv']);
});

test('a replaced file keeps its mode, and a link still leads to it', async (t) => {
  const client = await getClient();
  const place = await directory('links');
  await writeFile(`${place}/file.csv`, 'old');
  await chmod(`${place}/file.csv`, 0o600);
  await symlink('file.csv', `${place}/link.csv`);
  await client.queryToFile(sql, `${place}/link.csv`);
  t.is(await readlink(`${place}/link.csv`), 'file.csv');
  t.is(await readFile(`${place}/file.csv`, 'utf8'), csv);
  t.is((await stat(`${place}/file.csv`)).mode & 0o777, 0o600);
});

test('a replaced file keeps more of its mode than the umask leaves, and its owner where the process may give it', async (t) => {
  const client = await getClient();
  const path = await pathOf('owned.csv');
  await writeFile(path, 'old');
  if (process.getuid?.() === 0) await chown(path, 1234, 2345);
  await chmod(path, 0o666);
  const before = await stat(path);
  await client.queryToFile(sql, path);
  const after = await stat(path);
  t.deepEqual([after.mode, after.uid, after.gid], [before.mode, before.uid, before.gid]);
  t.not(after.ino, before.ino);
});

test('a link to nothing leads to the file afterwards, over other links and directories', async (t) => {
  const client = await getClient();
  const place = await directory('dangling');
  await mkdir(`${place}/below`);
  await symlink('below', `${place}/directory`);
  await symlink('../second.csv', `${place}/below/first.csv`);
  await symlink(`${place}/below/data.csv`, `${place}/second.csv`);
  await client.queryToFile(sql, `${place}/directory/first.csv`, { overwrite: false });
  t.is(await readFile(`${place}/below/data.csv`, 'utf8'), csv);
  t.is(await readlink(`${place}/second.csv`), `${place}/below/data.csv`);
  t.deepEqual((await readdir(`${place}/below`)).sort(), ['data.csv', 'first.csv']);
});

test('where there are no hard links, no file is replaced either', async (t) => {
  const client = await getClient();
  const place = await directory('linkless');
  const { link } = fs;
  const linkless: typeof link = (from, to) =>
    String(to).startsWith(place)
      ? Promise.reject(Object.assign(new Error('no links here'), { code: 'ENOTSUP' }))
      : link(from, to);
  Object.assign(fs, { link: linkless });
  syncBuiltinESMExports();
  t.teardown(() => {
    Object.assign(fs, { link });
    syncBuiltinESMExports();
  });
  const path = `${place}/new.csv`;
  await client.queryToFile(sql, path, { overwrite: false });
  t.is(await readFile(path, 'utf8'), csv);
  const other = `${place}/other.csv`;
  const onFileProgress = (): Promise<void> => writeFile(other, 'mine');
  await t.throwsAsync(client.queryToFile(sql, other, { overwrite: false, onFileProgress }), { code: 'EEXIST' });
  t.is(await readFile(other, 'utf8'), 'mine');
  t.deepEqual((await readdir(place)).sort(), ['new.csv', 'other.csv']);
});

test('what cannot be written is told before anything is sent', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = await newClient({ url: fake.url });
  const place = dirname(await pathOf('a.csv'));
  const system: [string, string][] = [
    [`${place}/no/such.csv`, 'ENOENT'],
    [place, 'EISDIR'],
  ];
  for (const [path, code] of system) {
    const error = await t.throwsAsync(client.queryToFile(sql, path, { format: 'CSV' }), {
      instanceOf: OperationalError,
      code,
    });
    t.true(error?.message.includes(path), error?.message);
  }
  const unfit: [unknown, QueryToFileOptions, RegExp][] = [
    ['/dev/null', { format: 'CSV' }, /no plain file/],
    ['data.bin', {}, /tells no format/],
    [7, {}, /path must be/],
    ['a.csv', { overwrite: 1 } as never, /option 'overwrite'/],
    ['a.csv', { columnNames: ['a'] } as never, /unknown option 'columnNames'/],
  ];
  for (const [path, options, message] of unfit) {
    const call = client.queryToFile(sql, path as string, options);
    await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message });
  }
  for (const extension of ['lz4', 'xz', 'bz2']) {
    const call = client.queryToFile(sql, `${place}/a.csv.${extension}`);
    await t.throwsAsync(call, { instanceOf: NotSupportedError, code: 'ERR_UNSUPPORTED_COMPRESSION', message: /gzip/ });
  }
  t.is(fake.received.length, 0);
});
