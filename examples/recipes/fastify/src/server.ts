import { makeApp } from './app.js';

// CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD say which server.
const app = await makeApp({}, { logger: { level: 'error' } });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
console.log(`listening at ${await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) })}`);
