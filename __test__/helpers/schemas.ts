/** The same schema in three libraries, and schemas of our own. */
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

import type { SchemaResult, StandardSchemaV1 } from '../../index.js';

/** What `visits` selects, after a schema. */
export interface Visit {
  id: bigint;
  page: string;
  at: string;
}

/** Rows for it; the schemas turn the Date into a text, and refuse an empty page. */
export const visits = `SELECT number AS id, '/' || toString(number) AS page, toDateTime(number, 'UTC') AS at FROM numbers({count:UInt32})`;
/** The same, with a row in the middle that does not fit. */
export const faulty = `SELECT number AS id, if(number = {bad:UInt32}, '', '/') AS page, toDateTime(number, 'UTC') AS at
  FROM numbers({count:UInt32})`;

const iso = (date: Date): string => date.toISOString();

export const libraries = {
  zod: z.object({ id: z.bigint(), page: z.string().min(1), at: z.date().transform(iso) }),
  valibot: v.object({
    id: v.bigint(),
    page: v.pipe(v.string(), v.minLength(1)),
    at: v.pipe(v.date(), v.transform(iso)),
  }),
  arktype: type({ id: 'bigint', page: 'string > 0', at: type('Date').pipe(iso) }),
} satisfies Record<string, StandardSchemaV1<unknown, Visit>>;

export const expected = (count: number): Visit[] =>
  Array.from({ length: count }, (_, n) => ({ id: BigInt(n), page: `/${n}`, at: new Date(n * 1000).toISOString() }));

/** A schema that does what it is told. */
export function schemaOf<T>(
  validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>,
): StandardSchemaV1<unknown, T> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}
