import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { longVisits, readLines, runs, serverWithVisits, startApp, until, VISITS } from '../harness.mjs';

const cwd = fileURLToPath(new URL('.', import.meta.url));
let server;
let app;

before(async () => {
  server = await serverWithVisits();
  app = await startApp(['dist/server.js'], { cwd, clickhouseUrl: server.url });
});

after(async () => {
  await app?.stop();
  await server?.close();
});

const post = (rows, url = app.url) =>
  fetch(`${url}/visits`, {
    method: 'POST',
    body: JSON.stringify(rows),
    headers: { 'content-type': 'application/json' },
  });

test('all rows come as lines of JSON', async () => {
  const response = await fetch(`${app.url}/visits?page=/`);
  assert.equal(response.headers.get('content-type'), 'application/x-ndjson');
  const rows = await readLines(response);
  assert.equal(rows.length, VISITS / 2);
  assert.deepEqual(rows[1], { id: '2', page: '/' });
});

test('a query waits for a slow reader, and ends when that goes away', async () => {
  const page = await longVisits(server.client);
  const leaving = new AbortController();
  const response = await fetch(`${app.url}/visits?page=${page}`, { signal: leaving.signal });
  await response.body.getReader().read();
  assert.ok(await runs(server.client, 'FROM visits WHERE page'));
  leaving.abort();
  await until(async () => !(await runs(server.client, 'FROM visits WHERE page')));
});

test('rows that are posted are stored in batches', async () => {
  const response = await post([{ id: '18446744073709551615', page: '/new' }]);
  assert.deepEqual([response.status, await response.json()], [202, { accepted: 1 }]);
  await until(async () => (await server.client.command(`SELECT count() FROM visits WHERE page = '/new'`)) === 1n);
  assert.deepEqual(await readLines(await fetch(`${app.url}/visits?page=/new`)), [
    { id: '18446744073709551615', page: '/new' },
  ]);
  assert.equal((await post([{ id: -1, page: '/' }])).status, 400);
});

test('its health is that of the server', async () => {
  const up = await fetch(`${app.url}/health`);
  assert.equal(up.status, 200);
  assert.equal((await up.json()).clickhouse, 'up');
  const lost = await startApp(['dist/server.js'], { cwd, clickhouseUrl: 'http://127.0.0.1:1' });
  assert.equal((await fetch(`${lost.url}/health`)).status, 503);
  const refused = await fetch(`${lost.url}/visits`);
  assert.deepEqual([refused.status, await refused.json()], [502, { error: 'ECONNREFUSED' }]);
  assert.equal((await lost.stop()).code, 0);
});

test('what waits is stored before it ends', async () => {
  await post(Array.from({ length: 5000 }, (_, id) => ({ id: String(id), page: '/last' })));
  assert.equal((await app.stop()).code, 0);
  assert.equal(await server.client.command(`SELECT count() FROM visits WHERE page = '/last'`), 5000n);
});
