import {
  ConfigurableModuleBuilder,
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { type Client, type ClientOptions, createClient } from 'clickhouse-connect';

/** The token of the client: `@InjectClickHouse() private readonly clickhouse: Client`. */
const CLICKHOUSE = Symbol('clickhouse');

export const InjectClickHouse = (): ReturnType<typeof Inject> => Inject(CLICKHOUSE);

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ClientOptions>()
  .setClassMethodName('forRoot')
  .build();

/** Closes the client when the application ends: after `beforeApplicationShutdown`, when no request is being answered. */
@Injectable()
class Closing implements OnApplicationShutdown {
  constructor(@InjectClickHouse() private readonly client: Client) {}

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}

/**
 * One client for the whole application: `ClickHouseModule.forRoot({ url })`, or `forRootAsync({ inject: [ConfigService],
 * useFactory: (config) => ({ … }) })`. The application needs `enableShutdownHooks()`.
 */
@Global()
@Module({
  providers: [
    {
      provide: CLICKHOUSE,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: ClientOptions): Client => createClient(options),
    },
    Closing,
  ],
  exports: [CLICKHOUSE],
})
export class ClickHouseModule extends ConfigurableModuleClass {}
