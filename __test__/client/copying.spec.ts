import test from 'ava';

import { runProgram } from '../helpers/program.ts';
import { getServer } from '../helpers/server.ts';

/** Five million numbers of 64 bits. */
const MEGABYTES = 40;

async function own(environment: Readonly<Record<string, string>>): Promise<Record<string, number>> {
  const { stdout, stderr } = await runProgram('copying', [(await getServer()).url], [], environment);
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, number>;
}

test('CLICKHOUSE_CONNECT_COPY=1 keeps all results in memory of the runtime itself', async (t) => {
  for (const [what, megabytes] of Object.entries(await own({ CLICKHOUSE_CONNECT_COPY: '1' }))) {
    t.true(megabytes > MEGABYTES * 0.9, `${what}: ${megabytes}`);
  }
});

test('results are otherwise not copied', async (t) => {
  for (const [what, megabytes] of Object.entries(await own({ CLICKHOUSE_CONNECT_COPY: '' }))) {
    t.true(megabytes < MEGABYTES / 4, `${what}: ${megabytes}`);
  }
});
