import { type Client, type ClientOptions, createClient } from 'clickhouse-connect';
import plugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** The client of the application. */
    readonly clickhouse: Client;
  }
}

/** Gives the application a client, `app.clickhouse`, which is closed with it: after its routes, so that their answers are whole. */
export const clickhouse = plugin<ClientOptions>(
  async (app, options) => {
    const client = createClient(options);
    app.decorate('clickhouse', client);
    app.addHook('onClose', () => client.close());
  },
  { name: 'clickhouse', fastify: '5.x' },
);
