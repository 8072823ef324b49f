import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from 'kysely';
import type { ClickHouseDialectOptions } from '../../kysely.js';
import { checkOptions, type CheckedOptions } from './options.ts';
import { Adapter } from './adapter.ts';
import { Compiler } from './compiler/compiler.ts';
import { ClickHouseDriver } from './driver.ts';
import { Introspector } from './introspector.ts';

export class ClickHouseDialect implements Dialect {
  readonly #options: CheckedOptions;

  constructor(options: ClickHouseDialectOptions) {
    this.#options = checkOptions(options);
  }

  createDriver(): Driver {
    return new ClickHouseDriver(this.#options.client);
  }

  createQueryCompiler(): QueryCompiler {
    return new Compiler(this.#options);
  }

  createAdapter(): DialectAdapter {
    return new Adapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new Introspector(db);
  }
}
