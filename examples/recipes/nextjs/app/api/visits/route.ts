import { ClickHouseError, DataError } from 'clickhouse-connect';

import { clickhouse } from '../../../lib/clickhouse';

interface Visit {
  readonly id: string;
  readonly page: string;
}

/** All visits of a page as lines of JSON. Who leaves early ends the query, and who reads slowly slows the server down. */
export async function GET(request: Request): Promise<Response> {
  const page = new URL(request.url).searchParams.get('page') ?? '/';
  const visits = clickhouse.queryRowBlockStream<Visit>(
    'SELECT id, page FROM visits WHERE page = {page:String} ORDER BY id',
    {
      parameters: { page },
      // JSON has no bigint.
      queryFormats: { UInt64: 'string' },
      signal: request.signal,
    },
  );
  try {
    // What the server refuses is known before the answer begins.
    await visits.source;
  } catch (error) {
    return failure(error);
  }
  const lines = new TransformStream<Visit[], string>({
    transform: (rows, controller) => controller.enqueue(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
  });
  const body = (visits.toWebStream() as ReadableStream<Visit[]>)
    .pipeThrough(lines)
    .pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
}

/** Inserts an array of visits, all of them or none. */
export async function POST(request: Request): Promise<Response> {
  try {
    const { writtenRows } = await clickhouse.insert<Visit>('visits', await request.json());
    return Response.json({ writtenRows }, { status: 201 });
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Response {
  const status = error instanceof DataError || error instanceof SyntaxError ? 400 : 502;
  // What the server says may quote statements and values: it is for the log.
  console.error(error);
  return Response.json({ error: error instanceof ClickHouseError ? error.code : 'ERR_REQUEST' }, { status });
}
