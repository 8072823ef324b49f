import test from 'ava';

import { createClient, DataError, InterfaceError, sql } from '../../src/index.ts';
import { makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

const both = 'SELECT {s:String} AS s, {n:UInt8} AS n';

for (const formEncodeQueryParams of [true, false, 'auto'] as const) {
  test(`parameters reach the statement with formEncodeQueryParams ${formEncodeQueryParams}`, async (t) => {
    await using client = await newClient({ formEncodeQueryParams });
    for (const s of ['', 'ü\r\n--x&=%"\\\0', 'é'.repeat(3000)]) {
      const parameters = { s, n: 7, unused: 1 };
      t.deepEqual((await client.query(both, { parameters })).rows(), [{ s, n: 7 }]);
      t.deepEqual(await client.queryRowsStream(both, { parameters }).toArray(), [{ s, n: 7 }]);
      t.deepEqual(await client.command(both, { parameters }), [s, 7]);
      t.deepEqual(JSON.parse(String(await client.rawQuery(both, { parameters, format: 'JSONEachRow' }))), { s, n: 7 });
      const empty = await client.query(`${both} WHERE {n:UInt8} = 0`, { parameters });
      t.deepEqual([empty.columnNames, empty.rowCount], [['s', 'n'], 0]);
    }
    const table = await makeTable('s String');
    await client.command(`INSERT INTO ${table} SELECT {s:String}`, { parameters: { s: 'x' } });
    t.is(await client.command(`SELECT s FROM ${table}`), 'x');
    const odd = { date_format: 'a', x_structure: 'b' };
    t.deepEqual(await client.command('SELECT {date_format:String}, {x_structure:String}', { parameters: odd }), [
      'a',
      'b',
    ]);
    t.false(await client.kill('no such query'));
    t.is(await client.command('SELECT 1'), 1);
  });
}

test('they are where the option says', async (t) => {
  const fake = await startFake((response) => response.writeHead(400).end());
  const sent = async (formEncodeQueryParams: boolean | 'auto', s: string) => {
    const client = await newClient({ url: fake.url, formEncodeQueryParams });
    await t.throwsAsync(client.query('SELECT {s:String}', { parameters: { s } }));
    await client.close();
    const { query, body, headers } = fake.received.at(-1) ?? {};
    const form = headers?.['content-type']?.startsWith('multipart/form-data; boundary=') === true;
    t.is(query?.has('param_s'), !form);
    t.is(String(body) === 'SELECT {s:String}', !form);
    return form;
  };
  const long = 'x'.repeat(5000);
  t.deepEqual([await sent(true, 'x'), await sent(true, long)], [true, true]);
  t.deepEqual([await sent(false, 'x'), await sent(false, long)], [false, false]);
  t.deepEqual([await sent('auto', 'x'), await sent('auto', long)], [false, true]);
  await fake[Symbol.asyncDispose]();
});

test('a form is made again for each attempt', async (t) => {
  const bodies: string[] = [];
  const fake = await startFake((response, { body }) => {
    bodies.push(String(body));
    response.writeHead(503).end();
  });
  const client = await newClient({ url: fake.url, formEncodeQueryParams: true, queryRetries: 2 });
  await t.throwsAsync(client.query('SELECT {s:String}', { parameters: { s: 'marked' } }), { message: /503/ });
  t.is(bodies.length, 3);
  t.true(bodies.every((body) => body.includes('marked') && body.trimEnd().endsWith('--')));
  await client.close();
  await fake[Symbol.asyncDispose]();
});

test('parameters beyond what a URL holds are refused where they must stay in it', async (t) => {
  await using client = await newClient({ formEncodeQueryParams: false });
  const parameters = { s: 'x'.repeat(70_000) };
  await t.throwsAsync(client.query('SELECT {s:String}', { parameters }), {
    instanceOf: InterfaceError,
    message: /^the URL has/,
  });
});

test('a field takes as many bytes as the server says', async (t) => {
  for (const formEncodeQueryParams of [true, 'auto'] as const) {
    await using client = await newClient({ formEncodeQueryParams });
    const length = (size: number) =>
      client.command('SELECT length({s:String})', { parameters: { s: 'x'.repeat(size) } });
    t.is(await length(128 * 1024), 131_072n);
    await t.throwsAsync(length(128 * 1024 + 1000), {
      instanceOf: DataError,
      code: 'POCO_EXCEPTION',
      message: /Field value too long.* \(a parameter is longer than the server takes: send it as external data\)$/s,
    });
  }
});

test('values beyond as many as the server takes are an error that says what to do', async (t) => {
  const list = Array.from({ length: 1100 }, (_, index) => index);
  for (const formEncodeQueryParams of [true, false]) {
    await using client = await newClient({ formEncodeQueryParams });
    await t.throwsAsync(client.query(sql`SELECT length([${sql.join(list)}])`), {
      instanceOf: DataError,
      code: 'POCO_EXCEPTION',
      message: /Too many form fields.* \(.*: send a list as one parameter\)$/s,
    });
    t.is(await client.command(sql`SELECT length(${list})`), 1100n);
  }
  await using silent = await newClient({ showClickHouseErrors: false });
  await t.throwsAsync(silent.query(sql`SELECT ${sql.join(list)}`), {
    instanceOf: DataError,
    message: 'the ClickHouse server refused the request',
  });
});

test('the option is checked, and may stand in the URL', async (t) => {
  const bad = () => createClient({ formEncodeQueryParams: 'always' as never });
  t.throws(bad, { instanceOf: InterfaceError, message: /formEncodeQueryParams' must be one of 'auto', true, false/ });
  for (const value of ['auto', 'true', '0']) {
    await createClient(`http://h?formEncodeQueryParams=${value}`).close();
  }
  t.throws(() => createClient('http://h?formEncodeQueryParams=x'), { code: 'ERR_INVALID_ARG' });
});
