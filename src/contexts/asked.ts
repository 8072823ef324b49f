import type { QueryContext as Contract, Sql } from '../../index.js';
import type { MaySchema } from '../schema/standard.ts';
import { type Check, type Checks, invalid, isRecord, validate } from '../validate.ts';
import { overlaid } from './overlay.ts';
import { QueryContext } from './query-context.ts';

/** A statement and its options, or the options alone where their context has the statement. */
export type Arguments<O> = readonly [first: string | Sql | O, second: O | undefined];

interface Contextual {
  context?: Contract | undefined;
}

const context: Check = (value) => (value instanceof QueryContext ? undefined : 'what createQueryContext() gave');

/** The checks of options that may name a context. */
export function inContext<O>(checks: Checks<Omit<O, 'context'>>): Checks<O> {
  return { ...checks, context } as unknown as Checks<O>;
}

/** What a call asks: its own options lie over those of its context, as that is now. */
export function asked<O extends Contextual>(
  where: string,
  [first, second]: Arguments<O>,
  checks: Checks<O>,
): { readonly sql: unknown; readonly options: O } {
  const alone = isRecord(first) && Object.hasOwn(first, 'context');
  if (alone && second !== undefined) throw invalid(`${where}: the options stand before the second argument: give one`);
  const given: unknown = alone ? first : second === undefined ? {} : second;
  if (isRecord(given)) refuseSchema(where, given, checks);
  validate<O>(given, checks, where);
  if (given.context === undefined) return { sql: alone ? undefined : first, options: given };
  const { context, ...own } = given;
  const { query, ...kept } = QueryContext.stateOf(context as QueryContext);
  if (alone && query === undefined) {
    throw invalid(`${where}: the context has no statement: give one, or make it with createQueryContext({ query })`);
  }
  refuseSchema(where, kept, checks);
  return { sql: alone ? query : first, options: overlaid<object>(kept, own) as O };
}

/** Of other options of a context, each method takes those that it has; a schema would look as if it had been asked. */
function refuseSchema(where: string, { schema }: MaySchema, checks: object): void {
  if (schema === undefined || Object.hasOwn(checks, 'schema')) return;
  throw invalid(`${where}: option 'schema' is for rows, and this method gives none`);
}
