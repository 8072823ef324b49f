import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import type * as contract from '../embedded.js';
import * as embedded from '../src/embedded/index.ts';
import { ask } from './helpers/ask.ts';

// A missing or different export fails the type check.
const { startServer } = embedded satisfies typeof contract;

// Everything that a server may leave behind would be found here.
const temporary = await mkdtemp(join(tmpdir(), 'embedded-spec-'));
process.env.TMPDIR = temporary;

test.after.always('nothing temporary is left', async (t) => {
  const left = await readdir(temporary);
  await rm(temporary, { recursive: true });
  t.deepEqual(
    left.filter((name) => !name.startsWith('kept-')),
    [],
  );
});

function keptDirectory(): Promise<string> {
  return mkdtemp(join(temporary, 'kept-'));
}

function dataDirectory(server: contract.Server): Promise<string> {
  return ask(server, "SELECT value FROM system.server_settings WHERE name = 'path'");
}

test.serial('a started server says where it is and what it is', async (t) => {
  await using server = await startServer();
  t.is(server.url, `http://127.0.0.1:${server.port}`);
  t.is(server.host, '127.0.0.1');
  t.not(server.port, 0);
  t.is(await ask(server, 'SELECT version()'), server.version);
  t.true(process.kill(server.pid, 0));
});

test.serial('a server on a fixed port is found there', async (t) => {
  const first = await startServer();
  const { port } = first;
  await first.close();
  await using server = await startServer({ port });
  t.is(server.port, port);
  t.is(await ask(server, 'SELECT 1'), '1');
});

test.serial('servers run side by side, each with its own tables', async (t) => {
  const servers = await Promise.all([startServer(), startServer()]);
  const [one, two] = servers;
  await ask(one, 'CREATE TABLE mine (a UInt8) ENGINE = MergeTree ORDER BY a');
  await ask(one, 'INSERT INTO mine VALUES (7)');
  t.is(await ask(one, 'SELECT a FROM mine'), '7');
  await t.throwsAsync(ask(two, 'SELECT a FROM mine'), { message: /UNKNOWN_TABLE/ });
  await Promise.all(servers.map((server) => server.close()));
});

test.serial('close ends the process and removes temporary data, however often it is called', async (t) => {
  const server = await startServer();
  await ask(server, 'CREATE TABLE gone (a UInt8) ENGINE = MergeTree ORDER BY a');
  const data = await dataDirectory(server);
  t.true(existsSync(data));
  await Promise.all([server.close(), server.close()]);
  await server.close();
  t.false(existsSync(data));
  t.throws(() => process.kill(server.pid, 0), { code: 'ESRCH' });
  await t.throwsAsync(fetch(server.url));
});

test.serial('data in a directory of the user outlives the server', async (t) => {
  const path = await keptDirectory();
  const first = await startServer({ path });
  await ask(first, 'CREATE TABLE kept (a UInt8) ENGINE = MergeTree ORDER BY a');
  await ask(first, 'INSERT INTO kept VALUES (1), (2)');
  await first.close();
  await using second = await startServer({ path });
  t.is(await ask(second, 'SELECT sum(a) FROM kept'), '3');
});

test.serial('a directory that another server uses is refused', async (t) => {
  const path = await keptDirectory();
  await using _holder = await startServer({ path });
  const error = await t.throwsAsync(startServer({ path }), { code: 'ERR_EMBEDDED_LOCKED' });
  t.is(error?.name, 'OperationalError');
  t.true(error?.message.includes(path));
});

test.serial('a path that is no directory is refused', async (t) => {
  const path = join(await keptDirectory(), 'file');
  await writeFile(path, '');
  const error = await t.throwsAsync(startServer({ path }), { code: 'ENOTDIR' });
  t.true(error?.message.includes(path));
});

test.serial('a port in use is refused', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const address = holder.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const error = await t.throwsAsync(startServer({ port }), { code: 'EADDRINUSE' });
  t.is(error?.message, `port ${port} on 127.0.0.1 is already in use`);
  holder.close();
});

test.serial('configuration elements reach the server', async (t) => {
  await using server = await startServer({
    config: {
      timezone: 'Asia/Tokyo',
      display_name: 'a < b & c',
      keep_alive_timeout: 7,
      profiles: { default: { max_block_size: 777 } },
    },
  });
  t.is(await ask(server, "SELECT getSetting('max_block_size')"), '777');
  t.is(await ask(server, 'SELECT timezone()'), 'Asia/Tokyo');
  t.is(await ask(server, 'SELECT displayName()'), 'a < b & c');
  const response = await fetch(`${server.url}/ping`);
  t.regex(response.headers.get('keep-alive') ?? '', /timeout=7/);
});

test.serial('configuration may be given as XML', async (t) => {
  await using server = await startServer({ config: '<display_name>from xml</display_name>' });
  t.is(await ask(server, 'SELECT displayName()'), 'from xml');
});

test.serial('a configuration that the server refuses is reported in its words', async (t) => {
  const error = await t.throwsAsync(startServer({ config: { profiles: { default: { no_such_setting: 1 } } } }), {
    code: 'UNKNOWN_SETTING',
    message: /no_such_setting/,
  });
  t.like(error, { name: 'OperationalError', serverCode: 115 });
  await t.throwsAsync(startServer({ config: '<open>' }), {
    code: 'ERR_EMBEDDED_START',
    message: /did not start: SAXParseException: .*line \d+/,
  });
});

test.serial('a misspelt statement is a syntax error, as on any server', async (t) => {
  await using server = await startServer();
  await t.throwsAsync(ask(server, 'SELEC 1'), { message: /SYNTAX_ERROR/ });
});

test.serial('users log in with their password and have their rights only', async (t) => {
  await using server = await startServer({
    users: {
      writer: { password: 'it is <secret> & "quoted"' },
      reader: { readonly: true },
      limited: { settings: { max_result_rows: 3 } },
      granted: { grants: ['GRANT SELECT ON default.*'] },
    },
  });
  const writer = { username: 'writer', password: 'it is <secret> & "quoted"' };
  await ask(server, 'CREATE TABLE numbers (a UInt8) ENGINE = MergeTree ORDER BY a', writer);
  await t.throwsAsync(ask(server, 'SELECT 1', { ...writer, password: 'wrong' }), { message: /AUTHENTICATION_FAILED/ });
  await t.throwsAsync(ask(server, 'SELECT 1', { username: 'nobody' }), { message: /AUTHENTICATION_FAILED/ });

  t.is(await ask(server, 'SELECT count() FROM numbers', { username: 'reader' }), '0');
  await t.throwsAsync(ask(server, 'DROP TABLE numbers', { username: 'reader' }), { message: /READONLY/ });

  await t.throwsAsync(ask(server, 'SELECT * FROM system.numbers LIMIT 9', { username: 'limited' }), {
    message: /TOO_MANY_ROWS_OR_BYTES/,
  });

  t.is(await ask(server, 'SELECT count() FROM default.numbers', { username: 'granted' }), '0');
  await t.throwsAsync(ask(server, 'INSERT INTO default.numbers VALUES (1)', { username: 'granted' }), {
    message: /ACCESS_DENIED/,
  });
});

const refused: [what: string, options: unknown, message: RegExp][] = [
  ['an unknown option', { prot: 1 }, /unknown option 'prot'; did you mean 'port'/],
  ['options that are no object', 8123, /options/],
  ['a port that is none', { port: 70_000 }, /'port' must be an integer from 0 to 65535/],
  ['an empty path', { path: '' }, /'path'/],
  ['a path with NUL', { path: 'a\0b' }, /'path' must be a path without NUL/],
  ['a configuration that is a number', { config: 1 }, /'config'/],
  ['an element name that is no name', { config: { 'a b': 1 } }, /config\.a b/],
  ['an element without content', { config: { a: { b: null } } }, /config\.a\.b/],
  ['a user of an impossible name', { users: { 'a b': {} } }, /users\.a b/],
  ['another user default', { users: { default: {} } }, /the server itself runs as 'default'/],
  ['an unknown option of a user', { users: { ann: { pasword: 'x' } } }, /users\.ann: unknown option 'pasword'/],
  ['a setting that is an array', { users: { ann: { settings: { a: [null] } } } }, /users\.ann\.settings\.a/],
  ['grants that are no array', { users: { ann: { grants: 'GRANT x' } } }, /'grants'/],
  ['a signal that is none', { signal: {} }, /'signal'/],
];

for (const [what, options, message] of refused) {
  test(`${what} is refused before anything starts`, async (t) => {
    const error = await t.throwsAsync(startServer(options as contract.ServerOptions), {
      code: 'ERR_INVALID_ARG',
      message,
    });
    t.is(error?.name, 'InterfaceError');
  });
}

test.serial('a start aborted before it began rejects with the reason', async (t) => {
  const reason = new Error('too late');
  t.is(await t.throwsAsync(startServer({ signal: AbortSignal.abort(reason) })), reason);
});

test.serial('a start aborted under way rejects with the reason and ends the process', async (t) => {
  const abort = new AbortController();
  const reason = new Error('changed my mind');
  const starting = t.throwsAsync(startServer({ signal: abort.signal }));
  abort.abort(reason);
  t.is(await starting, reason);
});

test.serial('an abort after the start leaves the server alone', async (t) => {
  const abort = new AbortController();
  await using server = await startServer({ signal: abort.signal });
  abort.abort();
  t.is(await ask(server, 'SELECT 1'), '1');
});
