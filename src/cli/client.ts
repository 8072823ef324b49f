import type { Client, ClientOptions } from '../../index.js';
import { createClient } from '../client.ts';
import { type ConnectionFlags, clientOptions } from './connection.ts';
import { interruptible } from './interruption.ts';

/** Does something with a client. At its end, what a signal or a failure has stopped is stopped on the server, too. */
export async function withClient<T>(
  flags: ConnectionFlags,
  work: (client: Client, signal: AbortSignal) => Promise<T>,
  more: ClientOptions = {},
): Promise<T> {
  const options = { ...(await clientOptions(flags)), ...more };
  return await interruptible(async (signal) => {
    await using client = createClient(options);
    return await work(client, signal);
  });
}
