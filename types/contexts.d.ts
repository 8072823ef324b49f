import type { Client } from './client.js';
import type { InsertData, InsertOptions } from './insert.js';
import type { RawQueryOptions, ResultOptions, StreamOptions } from './requests.js';
import type { SchemaOptions, StandardSchemaV1 } from './schemas.js';
import type { Sql } from './sql.js';

/** Options of {@link Client.createQueryContext | createQueryContext}: those of all queries; each method takes those that it has. */
export interface QueryContextOptions
  extends Omit<StreamOptions & ResultOptions & RawQueryOptions, 'context' | 'queryId'> {
  /** The statement. @default that of the call */
  query?: string | Sql | undefined;
}

/**
 * A statement and options that several calls have in common. It checks them once, and sends nothing.
 *
 * A call takes what the context holds when it is made: what is set later is for later calls, so that calls which run side by side may
 * share one. Options of a call win; of `settings`, `parameters`, `headers` and formats and zones each member counts for itself.
 */
export interface QueryContext<S extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined> {
  /** The statement, if it has one. */
  readonly query: string | Sql | undefined;
  /** What judges the rows, if anything does. Methods that do not give rows refuse a context that has one. */
  readonly schema: S;
  /** Values of the placeholders. */
  readonly parameters: Readonly<Record<string, unknown>> | readonly unknown[];
  /** Sets one parameter for later calls; gives the context itself. */
  setParameter(name: string, value: unknown): this;
  /** Sets all parameters for later calls, without those before; gives the context itself. */
  setParameters(parameters: Readonly<Record<string, unknown>> | readonly unknown[]): this;
  /**
   * Another context, with other options laid over those of this one.
   * @throws {InterfaceError} `ERR_INVALID_ARG` as {@link Client.createQueryContext | createQueryContext}.
   */
  updatedCopy<N extends StandardSchemaV1>(overrides: QueryContextOptions & SchemaOptions<N>): QueryContext<N>;
  /** The same without another schema. */
  updatedCopy(overrides?: QueryContextOptions): QueryContext<S>;
}

/** Options of a call whose statement is that of its context. */
export type InContext<O> = O & { readonly context: QueryContext };

/** Options of {@link Client.createInsertContext | createInsertContext}; of `deduplicationToken` only `'auto'`. */
export interface InsertContextOptions extends Omit<InsertOptions, 'context' | 'queryId'> {}

/**
 * A table whose columns are known, and options that several inserts have in common: no insert with it asks for the table again. It
 * belongs to the client that made it.
 *
 * The columns of rows as arrays are those that the table had when the context was made. When a value does not fit, or the server has
 * refused an insert, the table is asked for again, as it may have changed; a column that is gone is an error then.
 * Make a new context after an `ALTER … MODIFY COLUMN` that narrows a type: values that were fine before would be stored as others.
 */
export interface InsertContext<T = unknown> {
  /** The table as it was named. */
  readonly table: string;
  /** What the next insert takes that brings no data; it is `undefined` again then. */
  data: InsertData<T> | undefined;
  /**
   * Another context of the table, without data and with other options laid over those of this one; not `database` and `sessionId`,
   * under which a name may be another table's.
   * @throws {InterfaceError} `ERR_INVALID_ARG` as {@link Client.createInsertContext | createInsertContext}.
   */
  updatedCopy(overrides?: InsertContextOptions): InsertContext<T>;
}

/** Options of an insert into the table of its context. */
export interface InsertInContext<T = unknown> extends InsertOptions {
  /** The table. */
  context: InsertContext<T>;
  /** Rows or columns. @default the context's `data` */
  data?: InsertData<NoInfer<T>> | undefined;
}
