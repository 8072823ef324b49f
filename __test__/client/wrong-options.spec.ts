import { buffer } from 'node:stream/consumers';
import test from 'ava';
import ts from 'typescript';

import type { Client } from '../../index.js';
import { createClient, createPool, InterfaceError } from '../../src/index.ts';
import { declarations } from '../helpers/declarations.ts';
import { startFake } from '../helpers/fake-server.ts';

const interfaces = new Map(
  declarations.flatMap((source) =>
    source.statements.filter(ts.isInterfaceDeclaration).map((each) => [each.name.text, { each, source }] as const),
  ),
);

/** Names of the options that an interface of the contract declares, those of its bases included. */
function optionsOf(name: string): string[] {
  const found = interfaces.get(name);
  if (found === undefined) throw new Error(`the contract has no interface ${name}`);
  const { each, source } = found;
  const bases = (each.heritageClauses ?? []).flatMap((clause) => clause.types).map((type) => type.getText(source));
  const inherited = bases.flatMap((base) => {
    const names = [...(base.match(/\w+/g) ?? [])].filter((word) => interfaces.has(word));
    const omitted = new Set(Array.from(base.matchAll(/'(\w+)'/g), ([, word]) => word));
    return names.flatMap(optionsOf).filter((option) => !omitted.has(option));
  });
  const own = each.members.flatMap((member) => (member.name === undefined ? [] : [member.name.getText(source)]));
  return [...new Set([...inherited, ...own])];
}

/** What stands for a data frame: its bytes are no IPC. */
const frame = { writeIPCStream: () => Buffer.from('ARROW1') } as never;

type Call = (client: Client, options: never) => unknown;

/** Every method with options, and the interface of these. */
const methods: Readonly<Record<string, readonly [options: string, call: Call]>> = {
  connect: ['ConnectOptions', (client, options) => client.connect(options)],
  query: ['ResultOptions', (client, options) => client.query('SELECT 1', options)],
  queryColumns: ['QueryOptions', (client, options) => client.queryColumns('SELECT 1', options)],
  queryRowsStream: ['RowStreamOptions', (client, options) => client.queryRowsStream('SELECT 1', options).toArray()],
  queryRowBlockStream: [
    'StreamOptions',
    (client, options) => client.queryRowBlockStream('SELECT 1', options).toArray(),
  ],
  queryColumnBlockStream: [
    'ColumnStreamOptions',
    (client, options) => client.queryColumnBlockStream('SELECT 1', options).toArray(),
  ],
  queryColumnsStream: [
    'ColumnStreamOptions',
    (client, options) => client.queryColumnsStream('SELECT 1', options).toArray(),
  ],
  queryArrow: ['ArrowOptions', (client, options) => client.queryArrow('SELECT 1', options)],
  queryArrowStream: ['ArrowStreamOptions', (client, options) => client.queryArrowStream('SELECT 1', options).toArray()],
  queryArrowIpc: ['ArrowIpcOptions', (client, options) => client.queryArrowIpc('SELECT 1', options)],
  queryDf: ['ArrowOptions', (client, options) => client.queryDf('SELECT 1', options)],
  queryDfStream: ['ArrowStreamOptions', (client, options) => client.queryDfStream('SELECT 1', options).toArray()],
  insertArrow: ['InsertArrowOptions', (client, options) => client.insertArrow('t', [], options)],
  insertDf: ['InsertArrowOptions', (client, options) => client.insertDf('t', frame, options)],
  rawQuery: ['RawQueryOptions', (client, options) => client.rawQuery('SELECT 1', options)],
  rawStream: ['RawQueryOptions', (client, options) => buffer(client.rawStream('SELECT 1', options))],
  command: ['CommandOptions', (client, options) => client.command('SELECT 1', options)],
  insert: ['InsertOptions', (client, options) => client.insert('t', [[1]], options)],
  rawInsert: ['RawInsertOptions', (client, options) => client.rawInsert('t', 'x', options)],
  inserter: ['InserterOptions', async (client, options) => client.inserter('t', options)],
  session: ['SessionOptions', async (client, options) => client.session(options)],
  kill: ['KillOptions', (client, options) => client.kill('x', options)],
  createClient: ['ClientOptions', async (_, options) => await createClient(options).close()],
  createPool: ['PoolOptions', async (_, options) => createPool(options)],
  createQueryContext: ['QueryContextOptions', async (client, options) => client.createQueryContext(options)],
  createInsertContext: ['InsertContextOptions', (client, options) => client.createInsertContext('t', options)],
};

/** Values of no option's type; those that an option takes after all are left out for it. */
const wrong: readonly unknown[] = [Symbol('wrong'), -1, Number.NaN, 0.5, '', null, [7], [[]], () => 7, new Date(0), 7n];

/** Options that take one of these. */
const right: Readonly<Record<string, (value: unknown) => boolean>> = {
  onProgress: (value) => typeof value === 'function',
  onError: (value) => typeof value === 'function',
  tokenProvider: (value) => typeof value === 'function',
  renameResponseColumn: (value) => typeof value === 'function',
  password: (value) => value === '',
  proxyPath: (value) => value === '',
  logger: (value) => typeof value === 'object' && value !== null,
  parameters: Array.isArray,
  // An iterable is a source of bytes, whose pieces are looked at when they come.
  data: (value) => value === '' || Array.isArray(value),
};

for (const [method, [options, call]] of Object.entries(methods)) {
  test(`${method} refuses options of a wrong type or name, and sends nothing`, async (t) => {
    await using fake = await startFake((response) => void response.end());
    await using client = createClient(fake.url);
    const names = optionsOf(options);
    t.true(names.length > 0);
    for (const name of names) {
      for (const value of wrong) {
        if (right[name]?.(value)) continue;
        const error = await t.throwsAsync(
          async () => await call(client, { [name]: value } as never),
          { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' },
          `${method}: ${name}: ${String(value)}`,
        );
        t.true(error?.message.startsWith(`${method}: `), error?.message);
        t.true(error?.message.includes(`option '${name}'`), error?.message);
      }
      const misspelt = `${name}x`;
      const error = await t.throwsAsync(async () => await call(client, { [misspelt]: 1 } as never));
      t.regex(error?.message ?? '', new RegExp(`^${method}: unknown option '${misspelt}'; did you mean '\\w+'`));
    }
    for (const given of [null, 7, true, [], () => 7] as never[]) {
      const message = new RegExp(`^${method}: options must be an object`);
      await t.throwsAsync(async () => await call(client, given), { instanceOf: InterfaceError, message });
    }
    t.is(fake.received.length, 0);
  });

  test(`${method} takes options that are undefined for absent`, async (t) => {
    await using fake = await startFake((response) => void response.writeHead(500).end());
    await using client = createClient({ url: fake.url, queryRetries: 0 });
    const all = Object.fromEntries(optionsOf(options).map((name) => [name, undefined]));
    const outcome = await Promise.resolve(call(client, all as never)).catch((error: unknown) => error);
    t.false(outcome instanceof InterfaceError, String(outcome));
  });
}
