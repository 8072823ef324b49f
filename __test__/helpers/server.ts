import test from 'ava';

import type { Server } from '../../embedded.js';
import { startServer } from '../../src/embedded/index.ts';

/** Users of the test servers, beside `default`. */
export const reader = { username: 'reader', password: 'open sesame' };

let server: Promise<Server> | undefined;

/** The server of this test file: started on first use, closed after the last test. */
export function getServer(): Promise<Server> {
  server ??= startServer({
    // The zone of the machine that runs the tests must not show in results.
    config: { timezone: 'UTC' },
    users: { [reader.username]: { password: reader.password, readonly: true } },
  });
  return server;
}

test.after.always('the server is closed', async () => {
  await (await server)?.close();
});
