import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import type { Client } from 'clickhouse-connect';

import { InjectClickHouse } from './clickhouse.module.js';

@Controller('health')
export class HealthController {
  constructor(@InjectClickHouse() private readonly clickhouse: Client) {}

  @Get()
  async health(): Promise<{ clickhouse: 'up' }> {
    const { success } = await this.clickhouse.ping({ timeout: 2000 });
    if (!success) throw new ServiceUnavailableException({ clickhouse: 'down' });
    return { clickhouse: 'up' };
  }
}
