import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';

import { cliHere } from '../helpers/cli.ts';
import { contents, getClient, makeTable } from '../helpers/client.ts';
import { pathOf } from '../helpers/directory.ts';

const columns = 'n UInt32, s String';

test('files go into a table by their names, and what was written is told', async (t) => {
  const table = await makeTable(columns);
  const [csv, json] = [await pathOf('a.csv.gz'), await pathOf('b.jsonl')];
  await writeFile(csv, gzipSync('s,n\nx,1\n'));
  await writeFile(json, '{"n":2,"s":"y"}\n{"n":3}\n');
  const { code, stdout, stderr } = await cliHere(['insert', table, csv, json]);
  t.deepEqual([code, stdout], [0, '']);
  t.regex(stderr, /^.*a\.csv\.gz: 1 row written in .*\n.*b\.jsonl: 2 rows written in .*\n$/);
  t.deepEqual(await contents(table), [
    [1, 'x'],
    [2, 'y'],
    [3, ''],
  ]);
});

test('standard input goes in, in the format and with the columns that are said', async (t) => {
  const table = await makeTable(columns);
  const flags = ['--format', 'CSV', '--columns', 's, n', '--compression', 'gzip'];
  const { code, stderr } = await cliHere(['insert', table, ...flags], { input: gzipSync('x,1\ny,2\n') });
  t.is(code, 0);
  t.regex(stderr, /^2 rows written/);
  t.deepEqual(await contents(table), [
    [1, 'x'],
    [2, 'y'],
  ]);
  const empty = await cliHere(['insert', table, '-', '--format', 'CSV']);
  t.deepEqual([empty.code, empty.stderr], [0, 'no rows: it is empty\n']);
});

test('fields that the table lacks are refused, unless they are to be skipped', async (t) => {
  const table = await makeTable(columns);
  const file = await pathOf('unknown.jsonl');
  const line = '{"n":1,"typo":2}\n';
  await writeFile(file, line);
  for (const args of [
    [table, file],
    [table, '--format', 'JSONEachRow'],
  ]) {
    const refused = await cliHere(['insert', ...args], { input: line });
    t.is(refused.code, 1);
    t.regex(refused.stderr, /typo/);
    t.is((await cliHere(['insert', ...args, '--skip-unknown', '--quiet'], { input: line })).stderr, '');
  }
  const setting = ['-s', 'input_format_skip_unknown_fields=1', '--quiet'];
  t.is((await cliHere(['insert', table, '--format', 'JSONEachRow', ...setting], { input: line })).code, 0);
  t.is((await contents(table)).length, 3);
});

test('the first file that fails ends it, and it is told what is stored', async (t) => {
  const table = await makeTable(columns);
  const [good, bad, never] = [await pathOf('good.csv'), await pathOf('bad.csv'), await pathOf('never.csv')];
  await writeFile(good, 'n,s\n1,x\n');
  await writeFile(bad, 'n,s\nnonsense,x\n');
  await writeFile(never, 'n,s\n3,x\n');
  const { code, stderr } = await cliHere(['insert', table, good, bad, never]);
  t.is(code, 1);
  t.regex(stderr, /1 of 3 files are stored, .*bad\.csv is not:\nclickhouse-connect: .*\n$/);
  t.deepEqual(await contents(table), [[1, 'x']]);
});

test('a deduplication token keeps a repetition out', async (t) => {
  const table = await makeTable(
    columns,
    'ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 10',
  );
  for (const input of ['1,x\n', '1,x\n']) {
    const args = ['insert', table, '--format', 'CSV', '--deduplication-token', 'once'];
    t.is((await cliHere(args, { input })).code, 0);
  }
  t.is((await contents(table)).length, 1);
});

test('a file that takes long shows a bar on the terminal, and leaves nothing of it', async (t) => {
  const table = await makeTable('n UInt64', 'ENGINE = Null');
  const file = await pathOf('long.tsv');
  await (await getClient()).queryToFile('SELECT number AS n FROM numbers(6000000)', file);
  const flags = ['-s', 'max_insert_block_size=1000', '-s', 'min_insert_block_size_rows=1000'];
  const { code, stderr } = await cliHere(['insert', table, file, ...flags], { columns: 100 });
  t.is(code, 0);
  t.regex(stderr, /█+░* \d+% [\d.]+ MB of [\d.]+ MB, [\d.]+ [kM]?B\/s/);
  t.regex(stderr, /long\.tsv: 6 000 000 rows written in [^\n]* rows\/s\)\n$/);
});
