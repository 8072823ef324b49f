import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { ClientOptions } from 'clickhouse-connect';

import { clickhouse } from './clickhouse.js';
import { visits } from './visits.js';

/** The application; `close()` answers what it has begun, stores what waits and closes the client. */
export async function makeApp(options: ClientOptions, server: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = Fastify(server);
  await app.register(clickhouse, options);
  await app.register(visits);
  return app;
}
