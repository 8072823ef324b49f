/** Cube's compiler and orchestrator, without the server around them: what they are asked is what that asks them. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { ClickHouseDriver } from '../../../src/cube/index.ts';

/** The planner in Rust comes with the binary of Cube's server, which its installer downloads. */
process.env.CUBEJS_TESSERACT_SQL_PLANNER = 'false';
/** So does the engine for templates in models of YAML, of which there are none here. */
const nativeInstance = { newJinjaEngine: () => ({}) };

interface Compiler {
  prepareCompiler(repository: object, options: object): { readonly compiler: { compile(): Promise<void> } };
  createQuery(compilers: object, type: string, query: object): Query;
}

interface Query {
  buildSqlAndParams(): [sql: string, values: unknown[]];
  cacheKeyQueries(): unknown;
  readonly preAggregations: { preAggregationsDescription(): readonly { readonly tableName: string }[] };
}

interface Orchestrator {
  fetchQuery(request: object): Promise<{ readonly data: Row[] }>;
}

export type Row = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);
const { prepareCompiler, createQuery } = require('@cubejs-backend/schema-compiler') as Compiler;
const { QueryOrchestrator } = require('@cubejs-backend/query-orchestrator') as {
  QueryOrchestrator: new (
    prefix: string,
    driverFactory: () => Promise<object>,
    log: () => void,
    options: object,
  ) => Orchestrator;
};

/** What a query of Cube gives. */
export interface Answer {
  readonly rows: Row[];
  readonly sql: string;
  /** The tables of pre-aggregations that it reads. */
  readonly tables: readonly string[];
}

/** Answers queries of Cube over the model. */
export async function startCube(driver: ClickHouseDriver): Promise<(query: object) => Promise<Answer>> {
  const content = readFileSync(new URL('model/shop.js', import.meta.url), 'utf8');
  const dataSchemaFiles = async () => [{ fileName: 'shop.js', content }];
  const compilers = prepareCompiler({ localPath: () => '.', dataSchemaFiles }, { nativeInstance });
  await compilers.compiler.compile();
  const queues = { queueOptions: async () => ({ concurrency: 2 }) };
  const options = { cacheAndQueueDriver: 'memory', queryCacheOptions: queues, preAggregationsOptions: queues };
  const orchestrator = new QueryOrchestrator(
    'semantic',
    async () => driver,
    () => {},
    options,
  );
  return async (asked) => {
    const dialectClass = ClickHouseDriver.dialectClass();
    const query = createQuery(compilers, 'clickhouse', {
      timezone: 'UTC',
      dialectClass,
      preAggregationsSchema: 'pre_aggregations',
      ...asked,
    });
    const [sql, values] = query.buildSqlAndParams();
    const preAggregations = query.preAggregations.preAggregationsDescription();
    const request = { query: sql, values, preAggregations, cacheKeyQueries: query.cacheKeyQueries() };
    const requestId = `${randomUUID()}-span-1`;
    const { data } = await orchestrator.fetchQuery({ ...request, requestId, dataSource: 'default', renewQuery: true });
    return { rows: data, sql, tables: preAggregations.map(({ tableName }) => tableName) };
  };
}
