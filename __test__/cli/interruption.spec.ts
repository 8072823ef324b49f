import { once } from 'node:events';
import test from 'ava';

import { ended, startCli } from '../helpers/cli.ts';
import { getClient } from '../helpers/client.ts';
import { getServer } from '../helpers/server.ts';
import { started, stopped } from '../helpers/wait.ts';

const slow = 'SELECT sum(sleepEachRow(0.001)) FROM system.numbers';
const endless = 'SELECT * FROM system.numbers';

async function start(id: string, sql: string, ...flags: string[]) {
  const { url } = await getServer();
  return startCli(['query', sql, '--url', url, '--query-id', id, ...flags]);
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} stops the query on the server, and the program says ${code} and nothing else`, async (t) => {
    const client = await getClient();
    const child = await start(`by ${signal}`, slow, '-s', 'function_sleep_max_microseconds_per_block=0');
    await started(client, `by ${signal}`);
    child.kill(signal);
    const { code: told, stdout, stderr } = await ended(child);
    t.deepEqual({ told, stdout, stderr }, { told: code, stdout: '', stderr: '' });
    await stopped(client, `by ${signal}`);
  });
}

for (const form of [
  ['--format', 'TabSeparated'],
  ['--table', 'box'],
]) {
  test(`a signal in the middle of a result ends it, with ${form[1]} as well`, async (t) => {
    const id = `in the middle of ${form[1]}`;
    const child = await start(id, endless, ...form);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    t.is((await ended(child)).code, 130);
    await stopped(await getClient(), id);
  });
}

for (const form of [
  ['--format', 'TabSeparated'],
  ['--table', 'box'],
]) {
  test(`a reader that has seen enough of ${form[1]} ends the query, and nothing is wrong`, async (t) => {
    const id = `head of ${form[1]}`;
    const child = await start(id, endless, ...form);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const { code, stderr } = await ended(child);
    t.deepEqual([code, stderr], [0, '']);
    await stopped(await getClient(), id);
  });
}

test('an insert from standard input that is interrupted is cut off, however long its data would go on', async (t) => {
  const client = await getClient();
  await client.command('CREATE TABLE cut_off (n UInt64) ENGINE = MergeTree ORDER BY n');
  const { url } = await getServer();
  const child = startCli(['insert', 'cut_off', '--format', 'TSV', '--url', url, '--query-id', 'cut off']);
  child.stdin.on('error', () => undefined);
  child.stdin.write('1\n'.repeat(500_000));
  await started(client, 'cut off');
  child.kill('SIGINT');
  t.is((await ended(child)).code, 130);
  t.is(await client.command('SELECT count() FROM cut_off'), 0n);
});
