import { writeFile } from 'node:fs/promises';
import test from 'ava';

import { cli } from '../helpers/cli.ts';
import { pathOf } from '../helpers/directory.ts';
import { startFake } from '../helpers/fake-server.ts';
import { getServer, reader } from '../helpers/server.ts';

const who = 'SELECT currentUser(), currentDatabase()';

test('the server, the user and the database come from options', async (t) => {
  const { host, port } = await getServer();
  const file = await pathOf('password');
  await writeFile(file, `${reader.password}\n`);
  const address = ['--host', host, '--port', String(port), '-d', 'system', '--user', reader.username];
  for (const password of [
    ['--password', reader.password],
    ['--password-file', file],
  ]) {
    const { stdout, stderr } = await cli(['query', who, ...address, ...password]);
    t.deepEqual([stdout, stderr], [`${reader.username}\tsystem\n`, '']);
  }
});

test('or from the environment, over which options go', async (t) => {
  const { url } = await getServer();
  const env = {
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USER: reader.username,
    CLICKHOUSE_PASSWORD: reader.password,
    CLICKHOUSE_DATABASE: 'system',
  };
  t.is((await cli(['query', who], { env })).stdout, `${reader.username}\tsystem\n`);
  t.is((await cli(['query', who, '--user', 'default', '--password', ''], { env })).stdout, 'default\tsystem\n');
});

test('headers, roles and tokens go with every request', async (t) => {
  await using fake = await startFake((response) => response.end('1\n'));
  const file = await pathOf('token');
  await writeFile(file, 'abc.def\nmore');
  const flags = [
    '--header',
    'X-Team: data',
    '--header',
    'X-Cost: 7:8',
    '--role',
    'a',
    '--role',
    'b',
    '--token-file',
    file,
  ];
  await cli(['query', 'SELECT 1', '--url', fake.url, ...flags]);
  const { headers, query } = fake.received[0] ?? {};
  t.is(headers?.['x-team'], 'data');
  t.is(headers?.['x-cost'], '7:8');
  t.is(headers?.authorization, 'Bearer abc.def');
  t.regex(headers?.['user-agent'] ?? '', /^clickhouse-connect-cli/);
  t.deepEqual(query?.getAll('role'), ['a', 'b']);
});

test('a password is asked for, typed and corrected, and shown nowhere', async (t) => {
  const { url } = await getServer();
  const ask = (input: string) =>
    cli(
      [
        'query',
        'SELECT currentUser()',
        '--url',
        url,
        '--user',
        reader.username,
        '--ask-password',
        '--table',
        'plain',
        '-q',
      ],
      {
        columns: 80,
        env: { TYPING: '1' },
        input,
      },
    );
  const typed = `${reader.password}x\u007f\r`;
  const { stdout, stderr } = await ask(typed);
  t.deepEqual([stdout, stderr], [`currentUser()\n${reader.username}\n`, 'Password: \n']);
  const left = await ask(`${reader.password}\u0003`);
  t.deepEqual([left.code, left.stdout, left.stderr], [130, '', 'Password: \n']);
});

test('a password is asked for on a terminal only', async (t) => {
  const { code, stderr } = await cli(['query', 'SELECT 1', '--ask-password'], { detached: true });
  t.is(code, 2);
  t.regex(stderr, /--ask-password needs a terminal/);
});
