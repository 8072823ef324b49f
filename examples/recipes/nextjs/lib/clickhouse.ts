import 'server-only';
import { type Client, createClient } from 'clickhouse-connect';

const kept = globalThis as typeof globalThis & { clickhouse?: Client };

/**
 * The client of this process. Modules are loaded again whenever they change in development, and once for pages and once for route
 * handlers: without a place that outlives them, each would bring connections of its own. It opens nothing before the
 * first request, so that `next build` needs no server.
 */
kept.clickhouse ??= createClient();

export const clickhouse: Client = kept.clickhouse;
