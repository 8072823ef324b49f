import type {
  DatabaseIntrospector,
  Dialect,
  DialectAdapter,
  Driver,
  Expression,
  ExpressionOrFactory,
  ExtractTypeFromReferenceExpression,
  ComparisonOperatorExpression,
  JoinBuilder,
  Kysely,
  KyselyPlugin,
  OperandValueExpressionOrList,
  QueryCompiler,
  RawBuilder,
  ReferenceExpression,
  SelectQueryBuilder,
  SqlBool,
  StringReference,
} from 'kysely';
import type { Client } from './types/client.js';
import type { ClickHouseType } from './types/datatypes.js';
import type { ClientOptions, Settings, SettingValue } from './types/options.js';
import type { QueryOptions } from './types/requests.js';

/**
 * ClickHouse for Kysely, an optional peer dependency (`npm install kysely`; 0.28 or newer). `docs/kysely.md` tells what maps to what.
 *
 * ```ts
 * import { ClickHouseDialect } from 'clickhouse-connect/kysely';
 * import { Kysely } from 'kysely';
 *
 * const db = new Kysely<Database>({ dialect: new ClickHouseDialect({ url: 'http://localhost:8123' }) });
 * ```
 *
 * Every value is a server-side parameter, `{p0:Type}`; of a type that is found for it (`docs/parameters.md`), or chosen with
 * {@link param}. Rows of inserts go to the server in the Native format. `numUpdatedRows` and `numDeletedRows` are always `0n`: servers do
 * not tell them.
 */
export class ClickHouseDialect implements Dialect {
  /**
   * Sends nothing.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type.
   */
  constructor(options: ClickHouseDialectOptions);
  createDriver(): Driver;
  createQueryCompiler(): QueryCompiler;
  createAdapter(): DialectAdapter;
  // biome-ignore lint/suspicious/noExplicitAny: as Kysely declares it.
  createIntrospector(db: Kysely<any>): DatabaseIntrospector;
}

/** Options of {@link ClickHouseDialect}: a client, or what `createClient` makes one of. */
export type ClickHouseDialectOptions = DialectOptions &
  (
    | {
        /** The client that runs the statements, or a function that gives it when it is first needed. `db.destroy()` closes it. */
        readonly client: Client | (() => Client | Promise<Client>);
        readonly url?: undefined;
      }
    | {
        readonly client?: undefined;
        /** The argument of `createClient`: a URL or options. */
        readonly url: string | URL | ClientOptions;
      }
  );

/** What a {@link ClickHouseDialect} may be told besides its client. */
export interface DialectOptions {
  /**
   * What becomes of `updateTable`: `'mutation'` is `ALTER TABLE … UPDATE`, which every MergeTree table takes and which is waited for;
   * `'lightweight'` is `UPDATE`, for tables with the settings `enable_block_number_column` and `enable_block_offset_column`.
   * @default 'mutation'
   */
  readonly updates?: 'mutation' | 'lightweight' | undefined;
  /**
   * Whether rows that an outer join does not find are NULL, as Kysely's types say, by `SETTINGS join_use_nulls = 1` in statements with
   * such joins; otherwise they are default values (0, `''`) unless the server is set up differently. @default true
   */
  readonly joinUseNulls?: boolean | undefined;
  /** Cluster of all DDL statements and mutations: `ON CLUSTER`. @default none */
  readonly cluster?: string | undefined;
}

/** What a request may be told besides its statement: see {@link requestOptions}. */
export type KyselyRequestOptions = Omit<QueryOptions, 'parameters' | 'context'>;

/**
 * A plugin that gives options of the client to statements: a signal, a timeout, settings, a query id, forms of values.
 *
 * ```ts
 * import { requestOptions } from 'clickhouse-connect/kysely';
 *
 * await db.withPlugin(requestOptions({ signal })).selectFrom('visits').selectAll().execute();
 * ```
 *
 * It works on `db` and on a single query alike; of several, the later ones win. Writes leave out what is about reading.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type.
 */
export function requestOptions(options: KyselyRequestOptions): KyselyPlugin;

/** A value of a chosen ClickHouse type: `where('id', '=', param(id, 'UUID'))`. */
export function param<T>(value: T, type: string | ClickHouseType): RawBuilder<T>;

/**
 * `FINAL`, for the first table of FROM or the one with that name or alias: `.$call(final)`.
 * @throws {InterfaceError} `ERR_INVALID_ARG`, when it is compiled, for a name that no table has.
 */
export function final<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  table?: TB & string,
): SelectQueryBuilder<DB, TB, O>;

/** `SAMPLE`, for the first table of FROM: a share up to 1, or about as many rows. @param offset Share to pass over. */
export function sample<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  size: number,
  offset?: number,
): SelectQueryBuilder<DB, TB, O>;

/** `PREWHERE`, with the arguments of `where`; further ones are joined with AND. */
export function prewhere<DB, TB extends keyof DB, O, RE extends ReferenceExpression<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  lhs: RE,
  operator: ComparisonOperatorExpression,
  rhs: OperandValueExpressionOrList<DB, TB, RE>,
): SelectQueryBuilder<DB, TB, O>;
export function prewhere<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  expression: ExpressionOrFactory<DB, TB, SqlBool>,
): SelectQueryBuilder<DB, TB, O>;

/** `LIMIT … BY`: as many rows for each combination of the columns. @param offset Rows of each to pass over. @default 0 */
export function limitBy<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  limit: number,
  columns: StringReference<DB, TB> | readonly StringReference<DB, TB>[],
  offset?: number,
): SelectQueryBuilder<DB, TB, O>;

/** Arrays to be joined, by the names that their elements get. */
export type JoinedArrays<DB, TB extends keyof DB> = Readonly<
  Record<string, StringReference<DB, TB> | Expression<readonly unknown[]>>
>;

/** The elements of {@link JoinedArrays}, as columns. */
export type JoinedElements<DB, TB extends keyof DB, J> = {
  [A in keyof J]: {
    [C in A]: ExtractTypeFromReferenceExpression<DB, TB, J[A]> extends readonly (infer E)[] ? E : never;
  };
};

/**
 * `ARRAY JOIN`: a row for each element of an array, which becomes a column.
 *
 * ```ts
 * import { arrayJoin } from 'clickhouse-connect/kysely';
 *
 * db.selectFrom('visits').$call((query) => arrayJoin(query, { tag: 'tags' })).select(['page', 'tag']);
 * ```
 *
 * Several arrays of one call go side by side; calls multiply. It stands behind the joins that the query has so far.
 */
export function arrayJoin<DB, TB extends keyof DB, O, J extends JoinedArrays<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  arrays: J,
): SelectQueryBuilder<DB & JoinedElements<DB, TB, J>, TB | (keyof J & string), O>;

/** `LEFT ARRAY JOIN`: as {@link arrayJoin}, with a row of a default value for an empty array. */
export function leftArrayJoin<DB, TB extends keyof DB, O, J extends JoinedArrays<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  arrays: J,
): SelectQueryBuilder<DB & JoinedElements<DB, TB, J>, TB | (keyof J & string), O>;

/** `SETTINGS` of a statement; later ones win. @throws {InterfaceError} `ERR_INVALID_ARG` for what is no name of a setting. */
export function settings<Q extends Modifiable>(query: Q, values: Readonly<Record<string, SettingValue>>): Q;

/** Statements that take clauses at their end. */
export interface Modifiable {
  /** Puts a clause at the end. */
  // biome-ignore lint/suspicious/noExplicitAny: as Kysely declares it.
  modifyEnd(modifier: Expression<any>): unknown;
}

/** `ANY`: at most one row for each, `.leftJoin('users as u', (join) => any(join.onRef('u.id', '=', 'v.user_id')))`. */
export function any<DB, TB extends keyof DB>(join: JoinBuilder<DB, TB>): JoinBuilder<DB, TB>;

/** `SEMI`, of left and right joins: rows that have a match. */
export function semi<DB, TB extends keyof DB>(join: JoinBuilder<DB, TB>): JoinBuilder<DB, TB>;

/** `ANTI`, of left and right joins: rows that have none. */
export function anti<DB, TB extends keyof DB>(join: JoinBuilder<DB, TB>): JoinBuilder<DB, TB>;

/** `ASOF`, of inner and left joins: the nearest row by the last condition, an inequality. */
export function asof<DB, TB extends keyof DB>(join: JoinBuilder<DB, TB>): JoinBuilder<DB, TB>;

/** `GLOBAL`, for distributed tables. */
export function global<DB, TB extends keyof DB>(join: JoinBuilder<DB, TB>): JoinBuilder<DB, TB>;

/** Columns and expressions: names, or `sql` of Kysely. */
export type EngineKey = string | Expression<unknown>;

/** What follows the name of an engine. */
export interface EngineOptions {
  /** `ORDER BY`; `[]` is `tuple()`. */
  readonly orderBy?: EngineKey | readonly EngineKey[] | undefined;
  /** `PARTITION BY`. */
  readonly partitionBy?: EngineKey | readonly EngineKey[] | undefined;
  /** `PRIMARY KEY`, where it is a part of `orderBy`. */
  readonly primaryKey?: EngineKey | readonly EngineKey[] | undefined;
  /** `SAMPLE BY`. */
  readonly sampleBy?: EngineKey | undefined;
  /** `TTL`: expressions such as ``sql`at + INTERVAL 30 DAY` ``. */
  readonly ttl?: Expression<unknown> | readonly Expression<unknown>[] | undefined;
  /** `SETTINGS` of the table. */
  readonly settings?: Settings | undefined;
  /** `COMMENT` of the table. */
  readonly comment?: string | undefined;
}

/**
 * `ENGINE` and what follows it, for `modifyEnd` of `createTable`:
 *
 * ```ts
 * import { engine } from 'clickhouse-connect/kysely';
 * import { sql } from 'kysely';
 *
 * db.schema.createTable('visits').addColumn('at', sql`DateTime`).modifyEnd(engine('MergeTree', { orderBy: 'at' }));
 * ```
 *
 * @param name With its arguments, if it has any: `'MergeTree'`, `'ReplacingMergeTree(version)'`; SQL as it is.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type.
 */
export function engine(name: string, options?: EngineOptions): RawBuilder<unknown>;
