import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { NestFactory } from '@nestjs/core';

import { ClickHouseModule } from './dist/clickhouse.module.js';
import { VisitsController } from './dist/visits.controller.js';
import { longVisits, readLines, runs, serverWithVisits, startApp, until, VISITS } from '../harness.mjs';

const cwd = fileURLToPath(new URL('.', import.meta.url));
let server;
let app;

before(async () => {
  server = await serverWithVisits();
  app = await startApp(['dist/main.js'], { cwd, clickhouseUrl: server.url });
});

after(async () => {
  await app?.stop();
  await server?.close();
});

const post = (rows) =>
  fetch(`${app.url}/visits`, {
    method: 'POST',
    body: JSON.stringify(rows),
    headers: { 'content-type': 'application/json' },
  });

test('a controller streams all rows as lines of JSON', async () => {
  const response = await fetch(`${app.url}/visits?page=/`);
  assert.equal(response.headers.get('content-type'), 'application/x-ndjson');
  const rows = await readLines(response);
  assert.equal(rows.length, VISITS / 2);
  assert.deepEqual(rows[1], { id: '2', page: '/' });
});

test('a query ends when its reader goes away', async () => {
  const page = await longVisits(server.client);
  const leaving = new AbortController();
  const response = await fetch(`${app.url}/visits?page=${page}`, { signal: leaving.signal });
  await response.body.getReader().read();
  assert.ok(await runs(server.client, 'FROM visits WHERE page'));
  leaving.abort();
  await until(async () => !(await runs(server.client, 'FROM visits WHERE page')));
});

test('rows are inserted, all or nothing', async () => {
  const good = await post([{ id: '18446744073709551615', page: '/new' }]);
  assert.deepEqual([good.status, await good.json()], [201, { writtenRows: 1 }]);
  const bad = await post([
    { id: 1, page: '/bad' },
    { id: -1, page: '/bad' },
  ]);
  assert.deepEqual([bad.status, await bad.json()], [400, { error: 'ERR_INVALID_VALUE' }]);
  assert.equal(await server.client.command(`SELECT count() FROM visits WHERE page = '/bad'`), 0n);
  const rows = await readLines(await fetch(`${app.url}/visits?page=/new`));
  assert.deepEqual(rows, [{ id: '18446744073709551615', page: '/new' }]);
});

test('its health is that of the server', async () => {
  const up = await fetch(`${app.url}/health`);
  assert.deepEqual([up.status, await up.json()], [200, { clickhouse: 'up' }]);
  const lost = await startApp(['dist/main.js'], { cwd, clickhouseUrl: 'http://127.0.0.1:1' });
  assert.equal((await fetch(`${lost.url}/health`)).status, 503);
  const refused = await fetch(`${lost.url}/visits`);
  assert.deepEqual([refused.status, await refused.json()], [502, { error: 'ECONNREFUSED' }]);
  await lost.stop();
});

test('the client is closed with its application', async () => {
  const imports = [ClickHouseModule.forRoot({ url: server.url })];
  const context = await NestFactory.createApplicationContext(
    { module: class Application {}, imports, providers: [VisitsController] },
    { logger: false },
  );
  const { clickhouse } = context.get(VisitsController);
  assert.equal(await clickhouse.command('SELECT 1'), 1);
  await context.close();
  await assert.rejects(clickhouse.command('SELECT 1'), { code: 'ERR_CLIENT_CLOSED' });
});

test('SIGTERM ends it', async () => {
  const { code, signal } = await app.stop();
  assert.ok(code === 0 || signal === 'SIGTERM', `${code} ${signal}`);
});
