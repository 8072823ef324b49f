import { once } from 'node:events';
import test from 'ava';

import { cli, ended, startCli } from '../helpers/cli.ts';

test('the demo starts a server, fills a table and answers three questions', async (t) => {
  const { code, stdout } = await cli(['demo', '--rows', '20000']);
  t.is(code, 0);
  t.regex(stdout, /^ClickHouse [\d.]+ started in .*\n\nInserted 20 000 rows in /);
  t.is(stdout.match(/┌/g)?.length, 3);
  t.regex(stdout, /Read all of it back as objects: 20 000 rows in /);
});

test('with --serve its server stays until Ctrl-C', async (t) => {
  const child = startCli(['demo', '--rows', '1000', '--serve']);
  child.stdin.end();
  let told = '';
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (piece) => {
      told += piece;
      const url = /The server is at (\S+).*LIMIT 10"\n/s.exec(told)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([ready, once(child, 'close').then(() => 'it has ended')]);
  t.is((await cli(['query', 'SELECT count() FROM visits', '--url', url])).stdout, '1000\n');
  child.kill('SIGINT');
  t.is((await ended(child)).code, 130);
  t.is((await cli(['ping', url])).code, 1);
});

test('without the package chdb it says what to install', async (t) => {
  const { code, stderr } = await cli(['demo'], { missing: 'chdb' });
  t.is(code, 1);
  t.regex(stderr, /^clickhouse-connect: .*needs the package chdb.*npm install --save-dev chdb.*\n$/);
});
