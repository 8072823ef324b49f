import { createServer } from 'node:net';
import test from 'ava';

import { startServer } from '../../src/embedded/index.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { cli, ended, startCli } from '../helpers/cli.ts';
import { getServer, reader } from '../helpers/server.ts';

/** A port that nobody listens on for now. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test('a server that answers tells who it is', async (t) => {
  const { url, version } = await getServer();
  const { code, stdout } = await cli(['ping', url]);
  t.is(code, 0);
  t.true(stdout.startsWith(`ClickHouse ${version} at `), stdout);
  t.is((await cli(['ping', '--url', url, '--quiet'])).stdout, '');
});

test('one that is not there, and a login that it refuses, are failures', async (t) => {
  const { code, stderr } = await cli(['ping', `http://127.0.0.1:${await closedPort()}`]);
  t.is(code, 1);
  t.regex(stderr, /ECONNREFUSED/);
  const { url } = await getServer();
  // However long it would wait: a password does not become right.
  const refused = await cli(['ping', url, '--user', reader.username, '--password', 'wrong', '--wait', '3600']);
  t.is(refused.code, 1);
  t.regex(refused.stderr, /AUTHENTICATION_FAILED/);
});

test('it waits for a server that comes up later', async (t) => {
  const port = await freePort();
  const child = startCli(['ping', `http://127.0.0.1:${port}`, '--wait', '60']);
  child.stdin.end();
  const over = ended(child);
  await using server = await startServer({ port });
  const { code, stdout } = await over;
  t.deepEqual([code, stdout.split(' at ')[0]], [0, `ClickHouse ${server.version}`]);
});
