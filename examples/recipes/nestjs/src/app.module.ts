import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';

import { ClickHouseFilter } from './clickhouse.filter.js';
import { ClickHouseModule } from './clickhouse.module.js';
import { HealthController } from './health.controller.js';
import { VisitsController } from './visits.controller.js';

@Module({
  imports: [
    // With a ConfigService: `inject: [ConfigService]`. An address that is known beforehand: `forRoot({ url })`.
    ClickHouseModule.forRootAsync({
      useFactory: async () => ({
        url: process.env.CLICKHOUSE_URL ?? 'http://localhost:8123',
        productName: 'visits/1.0',
      }),
    }),
  ],
  controllers: [VisitsController, HealthController],
  providers: [{ provide: APP_FILTER, useClass: ClickHouseFilter }],
})
export class AppModule {}
