import type { QueryContext } from './contexts.js';

/**
 * A schema as zod, valibot, arktype and others make it: an object or a function with a member `~standard`, as
 * {@link https://standardschema.dev | Standard Schema} (version 1) describes it.
 */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    /** Name of the library. */
    readonly vendor: string;
    /** Judges a value: gives what it becomes, or why it does not fit. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** What goes in and what comes out, for TypeScript alone. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a schema says of a value: what it becomes, or `issues`. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** Something that does not fit. */
export interface SchemaIssue {
  readonly message: string;
  /** The way to it, from the row inwards. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What goes into a schema. */
export type SchemaInput<S extends StandardSchemaV1> = NonNullable<S['~standard']['types']>['input'];

/** What comes out of a schema. */
export type SchemaOutput<S extends StandardSchemaV1> = NonNullable<S['~standard']['types']>['output'];

/** What a query with a schema takes beside its other options. */
export interface SchemaOptions<S extends StandardSchemaV1 = StandardSchemaV1> {
  /**
   * Judges each row, one after another, and may change it; asynchronous ones are waited for. `docs/schemas.md` tells more.
   * @throws {SchemaError} for the first row that does not fit.
   */
  schema: S;
}

/** Options with a schema, their own or that of their context. */
export type WithSchema<O, S extends StandardSchemaV1> = O & (SchemaOptions<S> | { readonly context: QueryContext<S> });
