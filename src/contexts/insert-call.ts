import type { InsertContext as Contract, InsertData, InsertInContext, InsertOptions } from '../../index.js';
import { qualifiedName } from '../identifier.ts';
import { insertChecks } from '../request-options.ts';
import { type Check, type Checks, invalid, isRecord, validate } from '../validate.ts';
import { InsertContext, refuseMove } from './insert-context.ts';
import { overlaid } from './overlay.ts';
import type { TableMemory } from './table-memory.ts';

/** What the method takes: table, data and options, or options with a context alone. */
export type Arguments = readonly [
  first: string | InsertInContext,
  data: InsertData | undefined,
  options: InsertOptions | undefined,
];

/** What is to be inserted where, and how. */
export interface Inserted {
  readonly table: string;
  readonly data: InsertData;
  readonly options: InsertOptions & { readonly memory?: TableMemory | undefined };
}

const context: Check = (value) => (value instanceof InsertContext ? undefined : 'what createInsertContext() gave');
const checks: Checks<InsertOptions> = { ...insertChecks, context };
const aloneChecks: Checks<InsertInContext> = { ...checks, data: () => undefined };

/** What a call inserts: its own options lie over those of its context. `owner` are the inserts of its client. */
export function insertCall(owner: object, [first, second, third]: Arguments): Inserted {
  if (!isRecord(first) || !Object.hasOwn(first, 'context')) {
    const options = third === undefined ? {} : third;
    validate<InsertOptions>(options, checks, 'insert');
    const call = { table: first as string, data: second as InsertData, options };
    return options.context === undefined ? call : within(owner, options.context, call);
  }
  if (second !== undefined) throw invalid('insert: options with a context are the only argument');
  validate<InsertInContext>(first, aloneChecks, 'insert');
  const { data, ...options } = first;
  if (options.context === undefined) throw invalid("insert: option 'context' must be what createInsertContext() gave");
  return within(owner, options.context, { data, options });
}

function within(
  owner: object,
  context: Contract,
  { table, data, options }: { table?: string; data: InsertData | undefined; options: InsertOptions },
): Inserted {
  const { context: _, ...own } = options;
  const making = InsertContext.makingOf(context as InsertContext);
  if (making.owner !== owner) throw invalid("insert: option 'context' was made by another client");
  if (table !== undefined && qualifiedName(table) !== making.name) {
    throw invalid(`insert: option 'context' is for table ${making.table}, not for ${table}`);
  }
  refuseMove(making.options, own, 'insert');
  const taken = data ?? (table === undefined ? InsertContext.take(context as InsertContext) : undefined);
  if (taken === undefined) throw invalid("insert: there is no data: set the context's 'data', or give option 'data'");
  const laid = overlaid<InsertOptions>(making.options, own);
  return { table: making.table, data: taken, options: { ...laid, memory: making.memory } };
}
