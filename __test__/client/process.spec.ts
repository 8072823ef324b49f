import test from 'ava';

import { makeCertificate } from '../helpers/certificates.ts';
import { getClient } from '../helpers/client.ts';
import { runProgram } from '../helpers/program.ts';
import { getServer } from '../helpers/server.ts';
import { startTerminator } from '../helpers/tls-terminator.ts';
import { until } from '../helpers/wait.ts';

for (const state of ['unused', 'idle', 'closed', 'left stream', 'forgotten stream', 'aborted', 'failed']) {
  test(`a process whose client is ${state} ends by itself`, async (t) => {
    const { url } = await getServer();
    t.deepEqual(await runProgram('exit', [url, state]), {
      code: 0,
      signal: undefined,
      stdout: 'nothing more to do',
      stderr: '',
    });
  });
}

// Only Linux finds its certificates through the environment.
if (process.platform === 'linux') {
  test('a client with TLS on a system without CA certificates fails as other failures do', async (t) => {
    const server = await getServer();
    const pair = await makeCertificate('nobody', { names: ['127.0.0.1'] });
    await using terminator = await startTerminator(server, pair);
    const nowhere = { SSL_CERT_FILE: '/nonexistent', SSL_CERT_DIR: '/nonexistent' };
    const { stdout, stderr } = await runProgram('certificates', [String(terminator.port), server.url], [], nowhere);
    const host = `127.0.0.1:${terminator.port}`;
    const { message, ...rest } = JSON.parse(stdout) as { message: string };
    t.deepEqual([rest, stderr], [{ instance: true, code: 'ERR_TLS_CERTIFICATE', host, others: 2 }, '']);
    t.regex(message, /the system has no CA certificates; .* tls\.caCert, .* caCert: 'bundled'/);
  });
}

test('a process may exit in the middle of queries', async (t) => {
  const { url } = await getServer();
  const { code, signal, stderr } = await runProgram('exit', [url, 'exit in the middle']);
  t.deepEqual([code, signal, stderr], [7, undefined, '']);
});

test('worker threads query at once, and one may be terminated in the middle of a query', async (t) => {
  const { url } = await getServer();
  t.deepEqual(await runProgram('workers', [url]), {
    code: 0,
    signal: undefined,
    stdout: [1, 2, 3]
      .map((number) => `worker ${number}: 200000 rows, exit 0`)
      .join('\n')
      .concat('\nmain 42'),
    stderr: '',
  });
});

for (const how of ['rows', 'columns']) {
  test(`streaming ${how} takes no more memory the longer it lasts`, async (t) => {
    const { url } = await getServer();
    const { code, stdout, stderr } = await runProgram('memory', [url, how], ['--expose-gc']);
    t.deepEqual([code, stderr], [0, '']);
    const { first, second } = JSON.parse(stdout) as { first: number; second: number };
    t.true(second < first * 1.25 + 32, stdout);
  });
}

test('a kept text does not keep a long one beside it', async (t) => {
  const { url } = await getServer();
  const { code, stdout, stderr } = await runProgram('neighbours', [url], ['--expose-gc']);
  t.deepEqual([code, stderr], [0, '']);
  t.true(Number(stdout) < 20, `${stdout} MiB`);
});

test('streams that were begun and forgotten give their connections back', async (t) => {
  const { url } = await getServer();
  const { code, signal, stdout, stderr } = await runProgram('forgotten', [url], ['--expose-gc']);
  t.deepEqual([code, signal, stdout, stderr], [0, undefined, 'all begun', '']);
});

test.after('nothing runs on the server when the programs have ended', async (t) => {
  const client = await getClient();
  const left = "SELECT count() FROM system.processes WHERE query LIKE 'SELECT number%'";
  await until(async () => (await client.command(left)) === 0n);
  t.pass();
});
