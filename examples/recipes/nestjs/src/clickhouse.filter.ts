import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { ClickHouseError, DataError, InterfaceError } from 'clickhouse-connect';
import type { Response } from 'express';

/** Answers for what ClickHouse or its client refuses: 400 for data that does not fit, 502 for all else. */
@Catch(ClickHouseError)
export class ClickHouseFilter implements ExceptionFilter<ClickHouseError> {
  private readonly logger = new Logger('ClickHouse');

  catch(error: ClickHouseError, host: ArgumentsHost): void {
    // What the server says may quote statements and values: it is for the log.
    this.logger.error(error);
    const status = error instanceof DataError || error instanceof InterfaceError ? 400 : 502;
    host.switchToHttp().getResponse<Response>().status(status).json({ error: error.code });
  }
}
