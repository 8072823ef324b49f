import { Readable } from 'node:stream';
import { Body, Controller, Get, Post, Query, Res, StreamableFile } from '@nestjs/common';
import type { Client } from 'clickhouse-connect';
import type { Response } from 'express';

import { InjectClickHouse } from './clickhouse.module.js';

interface Visit {
  readonly id: string;
  readonly page: string;
}

/** Lines of JSON, a block of rows at a time: the next one is asked for when this one is on its way. */
async function* lines(blocks: AsyncIterable<Visit[]>): AsyncGenerator<string> {
  for await (const rows of blocks) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

@Controller('visits')
export class VisitsController {
  constructor(@InjectClickHouse() private readonly clickhouse: Client) {}

  /** All visits of a page. Who leaves early ends the query, and who reads slowly slows the server down. */
  @Get()
  async stream(@Res({ passthrough: true }) response: Response, @Query('page') page = '/'): Promise<StreamableFile> {
    const leaving = new AbortController();
    response.once('close', () => leaving.abort());
    const blocks = this.clickhouse.queryRowBlockStream<Visit>(
      'SELECT id, page FROM visits WHERE page = {page:String} ORDER BY id',
      // JSON has no bigint.
      { parameters: { page }, queryFormats: { UInt64: 'string' }, signal: leaving.signal },
    );
    // What the server refuses is known before the answer begins.
    await blocks.source;
    const body = Readable.from(lines(blocks), { objectMode: false });
    return new StreamableFile(body, { type: 'application/x-ndjson' });
  }

  /** Inserts an array of visits, all of them or none. */
  @Post()
  async insert(@Body() rows: Visit[]): Promise<{ writtenRows: number }> {
    const { writtenRows } = await this.clickhouse.insert<Visit>('visits', rows);
    return { writtenRows };
  }
}
