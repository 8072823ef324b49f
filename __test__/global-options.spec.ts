import { userInfo } from 'node:os';
import test from 'ava';

import type { ClientOptions, GlobalOptions } from '../index.js';
import { createClient, createPool, getGlobalOption, InterfaceError, setGlobalOption } from '../src/index.ts';
import { newClient } from './helpers/client.ts';
import { startFake } from './helpers/fake-server.ts';

/** Each option, its default and another value. */
const options: { readonly [K in keyof GlobalOptions]: readonly [GlobalOptions[K], GlobalOptions[K]] } = {
  autogenerateSessionId: [false, true],
  dictParameterFormat: ['json', 'map'],
  invalidSettingAction: ['send', 'drop'],
  maxConnectionAge: [600_000, 0],
  productName: [undefined, 'orm/2.1'],
  sendOsUser: [false, true],
  sendIntegrationTags: [true, false],
  useProtocolVersion: [true, false],
  maxErrorSize: [1024, 0],
  httpBufferSize: [10_485_760, 1],
};

const names = Object.keys(options) as (keyof GlobalOptions)[];

// One at a time: they are for the whole process.
test.afterEach.always(() => {
  for (const name of names) setGlobalOption(name, undefined);
});

test.serial('each option has a default, which can be changed and brought back', (t) => {
  for (const name of names) {
    const [otherwise, changed] = options[name];
    t.is(getGlobalOption(name), otherwise, name);
    setGlobalOption(name, changed);
    t.is(getGlobalOption(name), changed, name);
    setGlobalOption(name, undefined);
    t.is(getGlobalOption(name), otherwise, name);
  }
});

test.serial('unknown options and values that they cannot have are refused', (t) => {
  const expectation = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' };
  const meant = /setGlobalOption: unknown option 'max_error_size'; did you mean 'maxErrorSize'\?/;
  t.throws(() => setGlobalOption('max_error_size' as never, 1 as never), { ...expectation, message: meant });
  t.throws(() => getGlobalOption('__proto__' as never), { ...expectation, message: /getGlobalOption: unknown option/ });
  t.throws(() => getGlobalOption('readonly' as never), expectation);
  for (const name of names) {
    for (const value of [null, 'x\n', -1, 1.5, {}, []]) {
      const message = new RegExp(`setGlobalOption: option '${name}' must be`);
      t.throws(() => setGlobalOption(name, value as never), { ...expectation, message });
    }
  }
  for (const name of names) t.is(getGlobalOption(name), options[name][0]);
});

/** What a client sends with a query: its User-Agent and its parameters. */
async function sent(given: ClientOptions): Promise<{ agent: string; query: URLSearchParams }> {
  await using fake = await startFake((response) => response.writeHead(500).end());
  await using client = createClient({ url: fake.url, queryRetries: 0, ...given });
  await client.query('SELECT 1').catch(() => undefined);
  const [first] = fake.received;
  return { agent: first?.headers['user-agent'] ?? '', query: first?.query ?? new URLSearchParams() };
}

test.serial('they hold for clients that are made later, unless these say otherwise', async (t) => {
  await using before = await newClient();
  for (const name of names) setGlobalOption(name, options[name][1]);
  const { agent, query } = await sent({});
  t.true(agent.startsWith('orm/2.1 clickhouse-connect/'));
  t.true(agent.includes(`; os_user:${userInfo().username})`));
  t.true(query.has('session_id'));
  t.false(query.has('client_protocol_version'));
  const own = await sent({
    productName: 'mine',
    sendOsUser: false,
    sendIntegrationTags: true,
    autogenerateSessionId: false,
    useProtocolVersion: true,
  });
  t.regex(own.agent, /^mine clickhouse-connect\/\S+ \(node\/[\d.]+; \w+\)$/);
  t.false(own.query.has('session_id'));
  t.true(own.query.has('client_protocol_version'));
  const settings = { no_such_setting: 1 };
  await using dropping = await newClient();
  t.is(await dropping.command('SELECT 1', { settings }), 1);
  const object = { parameters: { x: { a: 1 } } };
  t.is(await dropping.command('SELECT {x:String}', object), "{'a':1}");
  t.is(await before.command('SELECT {x:String}', object), '{"a":1}');
  await t.throwsAsync(before.command('SELECT 1', { settings }), { code: 'UNKNOWN_SETTING' });
});

test.serial('errors are as long as they say', async (t) => {
  const sql = `SELECT throwIf(1, repeat('x', 5000))`;
  const lengthOf = async (given: ClientOptions): Promise<number> => {
    await using client = await newClient(given);
    return (await t.throwsAsync(client.command(sql)))?.message.length ?? 0;
  };
  t.true((await lengthOf({})) < 1200);
  setGlobalOption('maxErrorSize', 0);
  t.true((await lengthOf({})) > 5000);
  t.true((await lengthOf({ maxErrorSize: 100 })) < 200);
});

test.serial('pools have the age of connections from them, too', async (t) => {
  setGlobalOption('maxConnectionAge', 1);
  const agesOf = async (given: ClientOptions): Promise<number> => {
    await using fake = await startFake((response) => response.writeHead(500).end());
    await using client = createClient({ url: fake.url, queryRetries: 0, ...given });
    for (let round = 0; round < 3; round++) {
      await client.query('SELECT 1').catch(() => undefined);
      const begun = performance.now();
      while (performance.now() < begun + 3);
    }
    return fake.sockets.length;
  };
  t.is(await agesOf({}), 3);
  t.is(await agesOf({ pool: createPool() }), 3);
  t.is(await agesOf({ maxConnectionAge: 0 }), 1);
});
