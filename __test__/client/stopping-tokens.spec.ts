/** By itself, because it changes the clock. */
import { performance } from 'node:perf_hooks';
import test from 'ava';

import { createClient } from '../../src/index.ts';
import { startFake } from '../helpers/fake-server.ts';
import { until } from '../helpers/wait.ts';

test('a provider that gives nothing any more keeps close() for some seconds only, and the query is stopped', async (t) => {
  await using fake = await startFake((response, { body }) => {
    if (body.includes('KILL')) response.end();
  });
  let calls = 0;
  const tokenProvider = (): Promise<string> =>
    calls++ === 0 ? Promise.resolve('first') : new Promise(() => undefined);
  const client = createClient({ url: fake.url, tokenProvider, requestTimeout: 600_000 });
  const controller = new AbortController();
  const query = t.throwsAsync(client.query('SELECT 1', { signal: controller.signal }), { message: 'enough' });
  await until(() => fake.received.length === 1);
  // The token may have expired by then.
  const now = performance.now.bind(performance);
  performance.now = () => now() + 31_000;
  controller.abort(new Error('enough'));
  await query;
  await client.close();
  t.is(calls, 2);
  t.is(fake.received[1]?.headers.authorization, 'Bearer first');
});
