import { type Client, createClient } from 'clickhouse-connect';

import type { NodeTasks } from '../node.ts';

/** Making clients: the first of a process, then the next. */
export const making: NodeTasks = {
  createClient: ({ url }) => task(() => createClient(url)),
  // The port is nobody's business: nothing is sent.
  'createClient with TLS': () => task(() => createClient('https://127.0.0.1:8443')),
};

function task(make: () => Client): ReturnType<NodeTasks[string]> {
  const clients: Client[] = [];
  return {
    async run() {
      clients.push(make());
      return { rows: 1 };
    },
    close: async () => void (await Promise.all(clients.map((client) => client.close()))),
  };
}
