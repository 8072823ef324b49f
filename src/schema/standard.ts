/** What makes a value a schema, by the specification that libraries share. */
import type { StandardSchemaV1 } from '../../index.js';
import type { InterfaceError } from '../errors.ts';
import { type Check, invalid } from '../validate.ts';

/** Options that may have a schema. */
export interface MaySchema {
  readonly schema?: StandardSchemaV1 | undefined;
}

/** An object or, as arktype makes them, a function. */
export function isSchema(value: unknown): value is StandardSchemaV1 {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  if (!('~standard' in value)) return false;
  const { '~standard': standard } = value as StandardSchemaV1;
  return standard?.version === 1 && typeof standard.validate === 'function';
}

/** What an insert of columns with a schema is refused with. */
export function schemaForColumns(): InterfaceError {
  return invalid("insert: option 'schema' is for rows, and the data are columns");
}

export const schema: Check = (value) =>
  isSchema(value) ? undefined : 'a schema of version 1 of Standard Schema, as zod, valibot and arktype make them';
