import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { longVisits, readLines, runs, serverWithVisits, startApp, until, VISITS } from '../harness.mjs';

const cwd = fileURLToPath(new URL('.', import.meta.url));
let server;
let app;

before(async () => {
  server = await serverWithVisits();
  const args = ['node_modules/next/dist/bin/next', 'start', '--hostname', '127.0.0.1'];
  app = await startApp(args, { cwd, clickhouseUrl: server.url });
});

after(async () => {
  await app?.stop();
  await server?.close();
});

test('a component of the server shows what it asked ClickHouse', async () => {
  const html = await (await fetch(app.url)).text();
  assert.match(html, /<td>\/about<\/td><td>100,000<\/td>/);
  // Asked anew for each request.
  await server.client.insert('visits', [{ id: VISITS, page: '/about' }]);
  assert.match(await (await fetch(app.url)).text(), /<td>\/about<\/td><td>100,001<\/td>/);
});

test('a route handler streams all rows as lines of JSON', async () => {
  const response = await fetch(`${app.url}/api/visits?page=/`);
  assert.equal(response.headers.get('content-type'), 'application/x-ndjson');
  const rows = await readLines(response);
  assert.equal(rows.length, VISITS / 2);
  assert.deepEqual(rows[1], { id: '2', page: '/' });
});

test('a query ends when its reader goes away', async () => {
  const { client } = server;
  const page = await longVisits(client);
  const leaving = new AbortController();
  const response = await fetch(`${app.url}/api/visits?page=${page}`, { signal: leaving.signal });
  await response.body.getReader().read();
  assert.ok(await runs(client, 'FROM visits WHERE page'));
  leaving.abort();
  await until(async () => !(await runs(client, 'FROM visits WHERE page')));
});

test('a route handler inserts, all or nothing', async () => {
  const post = (body) =>
    fetch(`${app.url}/api/visits`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const good = await post(JSON.stringify([{ id: '18446744073709551615', page: '/new' }]));
  assert.deepEqual([good.status, await good.json()], [201, { writtenRows: 1 }]);
  const bad = await post(
    JSON.stringify([
      { id: 1, page: '/bad' },
      { id: -1, page: '/bad' },
    ]),
  );
  assert.deepEqual([bad.status, await bad.json()], [400, { error: 'ERR_INVALID_VALUE' }]);
  assert.equal((await post('no JSON')).status, 400);
  assert.equal(await server.client.command(`SELECT count() FROM visits WHERE page = '/bad'`), 0n);
  const rows = await readLines(await fetch(`${app.url}/api/visits?page=/new`));
  assert.deepEqual(rows, [{ id: '18446744073709551615', page: '/new' }]);
});

test('it ends when it is asked to', async () => {
  const { code, signal } = await app.stop();
  assert.ok(code === 0 || code === 143 || signal === 'SIGTERM', `${code} ${signal}`);
});
