import test from 'ava';

import type { ClientOptions } from '../../index.js';
import { createClient } from '../../src/index.ts';
import { contents, getClient, makeTable } from '../helpers/client.ts';
import { type Gateway, startGateway } from '../helpers/gateway.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';
import { getServer } from '../helpers/server.ts';

/** What is left of a request's parameters by a proxy such as chproxy, beside `param_…`. */
const kept = /^(?:query|database|default_format|compress|decompress|session_id|session_timeout|param_\w+)$/;

/** Starts a proxy that takes parameters away, and chooses query ids by itself. */
function startStripping(server: { readonly host: string; readonly port: number }): Promise<Gateway> {
  let queries = 0;
  return startGateway(server, ({ url = '/', headers }) => {
    const address = new URL(url, 'http://proxy');
    for (const name of [...address.searchParams.keys()]) if (!kept.test(name)) address.searchParams.delete(name);
    if (address.pathname === '/') address.searchParams.set('query_id', `chosen-${++queries}`);
    return { headers, url: address.pathname + address.search };
  });
}

const proxy = getServer().then(startStripping);

test.after.always('the proxy is closed', async () => (await proxy)[Symbol.asyncDispose]());

async function through(options: ClientOptions = {}) {
  return createClient({ url: (await proxy).url, ...options });
}

for (const compress of [false, 'lz4'] as const) {
  test(`a proxy that takes the protocol version away is noticed by the answers, with compress ${compress}`, async (t) => {
    await using client = await through({ compress });
    t.deepEqual(await client.ping(), { success: true });
    t.is(await client.command('SELECT 1'), 1);
    t.is(await client.command('SELECT 1 AS ab'), 1);
    t.deepEqual((await client.query("SELECT 'x' AS a, 2 AS b")).rows(), [{ a: 'x', b: 2 }]);
    t.deepEqual((await client.query('SELECT 1 AS a WHERE 0')).columnNames, ['a']);
    const result = await client.query('SELECT number, toString(number) AS s FROM numbers(200000)');
    t.deepEqual([result.rowCount, result.tuples().at(-1)], [200_000, [199_999n, '199999']]);
    t.regex(result.queryId, /^chosen-\d+$/);
    const { n } = await client.queryColumns('SELECT number AS n FROM numbers(3)');
    t.deepEqual(n, BigUint64Array.of(0n, 1n, 2n));
    const table = await makeTable("a DateTime('Asia/Tokyo'), b LowCardinality(String)");
    await client.insert(table, [[new Date(0), 'x']]);
    t.deepEqual(await contents(table), [[new Date(0), 'x']]);
    t.deepEqual((await client.query(`SELECT * FROM ${table}`)).tuples(), [[new Date(0), 'x']]);
  });

  test(`exceptions come through it, before and behind the data, with compress ${compress}`, async (t) => {
    await using client = await through({ compress });
    await t.throwsAsync(client.query('SELECT nothing'), { code: 'UNKNOWN_IDENTIFIER' });
    const failing = 'SELECT throwIf(number = 900000) AS x, randomString(100) FROM numbers(1000000)';
    const stream = client.queryRowBlockStream(`${failing} SETTINGS max_block_size = 1000`);
    await t.throwsAsync(stream.toArray(), { code: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
    t.is(await client.command('SELECT 1'), 1);
  });
}

test('a column less, a name more: results of every shape are told apart', async (t) => {
  await using client = await through();
  const direct = await getClient();
  for (const width of [1, 2, 3, 127, 128, 129]) {
    for (const name of ['a', 'ab', '\\x01\\x02', 'abc']) {
      for (const rows of [1, 2, 127, 128, 300]) {
        const list = Array.from({ length: width }, (_, i) => `toUInt8(number) AS \`${name}${i === 0 ? '' : i}\``);
        const sql = `SELECT ${list.join(', ')} FROM numbers(${rows})`;
        const [one, other] = await Promise.all([client.query(sql), direct.query(sql)]);
        t.deepEqual(one.columnNames, other.columnNames);
        t.deepEqual(one.column(0).toArray(), other.column(0).toArray());
      }
    }
  }
});

for (const seed of seeds(20)) {
  const type = randomType(seeded(seed));
  test(`seed ${seed} reads the same through it: ${type}`, async (t) => {
    await using client = await through();
    const structure = `x ${type}`.replace(/[\\']/g, '\\$&');
    const sql = `SELECT x FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT 60 SETTINGS allow_suspicious_low_cardinality_types = 1`;
    const options = { queryFormats: { Map: 'pairs' } } as const;
    const direct = await getClient();
    const [one, other] = await Promise.all([direct.query(sql, options), client.query(sql, options)]);
    t.deepEqual(other.column('x').toArray(), one.column('x').toArray());
  });
}
