import { Readable } from 'node:stream';
import { type BatchFailure, ClickHouseError } from 'clickhouse-connect';
import type { FastifyPluginAsync } from 'fastify';

interface Visit {
  readonly id: string;
  readonly page: string;
}

const visit = {
  type: 'object',
  required: ['id', 'page'],
  additionalProperties: false,
  properties: { id: { type: 'string', pattern: '^[0-9]{1,20}$' }, page: { type: 'string', minLength: 1 } },
};

/** Lines of JSON, a block of rows at a time: the next one is asked for when this one is on its way. */
async function* lines(blocks: AsyncIterable<Visit[]>): AsyncGenerator<string> {
  for await (const rows of blocks) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Answers for `visits`: rows go out one block at a time, and come in through an inserter. */
export const visits: FastifyPluginAsync = async (app) => {
  const inserter = app.clickhouse.inserter<Visit>('visits', {
    columnNames: ['id', 'page'],
    maxWait: 1000,
    onError: ({ error, rows, stored }: BatchFailure<Visit>) => {
      app.log.error({ err: error, rows: rows.length, stored }, 'visits were not stored');
    },
  });
  // Hooks run in the opposite order of their making: what waits is stored before the client is closed.
  app.addHook('onClose', () => inserter.close());

  app.post<{ Body: Visit[] }>(
    '/visits',
    { schema: { body: { type: 'array', items: visit } } },
    async (request, reply) => {
      // The promise is there only when ClickHouse cannot keep up: whoever sends has to wait then, too.
      await inserter.addBatch(request.body);
      return await reply.code(202).send({ accepted: request.body.length });
    },
  );

  app.get<{ Querystring: { page?: string } }>('/visits', async (request, reply) => {
    const { page = '/' } = request.query;
    const leaving = new AbortController();
    // Also when it leaves before the answer begins.
    reply.raw.once('close', () => leaving.abort());
    const blocks = app.clickhouse.queryRowBlockStream<Visit>(
      'SELECT id, page FROM visits WHERE page = {page:String} ORDER BY id',
      // JSON has no bigint.
      { parameters: { page }, queryFormats: { UInt64: 'string' }, signal: leaving.signal },
    );
    // What the server refuses is known before the answer begins.
    await blocks.source;
    reply.header('content-type', 'application/x-ndjson');
    return await reply.send(Readable.from(lines(blocks), { highWaterMark: 1 }));
  });

  app.get('/health', async (_, reply) => {
    const { success } = await app.clickhouse.ping({ timeout: 2000 });
    return await reply.code(success ? 200 : 503).send({ clickhouse: success ? 'up' : 'down', visits: inserter.stats });
  });

  app.setErrorHandler((error, request, reply) => {
    request.log.error(error);
    if (!(error instanceof ClickHouseError)) return reply.send(error);
    // What the server says may quote statements and values: it is for the log.
    return reply.code(502).send({ error: error.code });
  });
};
