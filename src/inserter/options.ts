import type { InserterOptions, InsertOptions } from '../../index.js';
import { codingOf } from '../encoding.ts';
import { FormatRules } from '../formats.ts';
import { customHeaders } from '../headers.ts';
import { insertChecks } from '../request-options.ts';
import type { ResolvedOptions } from '../options.ts';
import { mergedSettings } from '../settings.ts';
import { type Check, type Checks, flag, integer, validate } from '../validate.ts';
import { type Wholeness, wholenessWith } from './wholeness.ts';

/** When a batch is full, and how many there may be. */
export interface Limits {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** Milliseconds, or `Infinity`. */
  readonly maxWait: number;
  readonly concurrency: number;
  readonly maxPending: number;
}

/** The options of an inserter, complete and checked. */
export interface Resolved<T> {
  readonly table: string;
  readonly limits: Limits;
  readonly deduplicate: boolean;
  readonly onError: InserterOptions<T>['onError'];
  readonly signal: AbortSignal | undefined;
  /** Those of each insert. */
  readonly insert: InsertOptions;
  readonly isWhole: Wholeness;
}

const WHERE = 'inserter';
/** Node's timers count in 31 bits. */
const LONGEST_WAIT = 0x7fff_ffff;

const wait: Check = (value) => {
  const expected = value === Number.POSITIVE_INFINITY ? undefined : integer(0, LONGEST_WAIT)(value);
  return expected && `${expected}, in milliseconds, or Infinity`;
};

const { queryId: _id, columnOriented: _orientation, deduplicationToken: _token, ...checksOfEachInsert } = insertChecks;

const checks: Checks<InserterOptions> = {
  ...checksOfEachInsert,
  maxRows: integer(1, Number.MAX_SAFE_INTEGER),
  maxBytes: integer(1, Number.MAX_SAFE_INTEGER),
  maxWait: wait,
  concurrency: integer(1, Number.MAX_SAFE_INTEGER),
  maxPending: integer(1, Number.MAX_SAFE_INTEGER),
  deduplicate: flag,
  onError: (value) => (typeof value === 'function' ? undefined : 'a function'),
};

/** Checks the options, those of each insert included: a fault in them would fail batch after batch. */
export function resolve<T>(table: string, options: InserterOptions<T>, client: ResolvedOptions): Resolved<T> {
  validate<InserterOptions<T>>(options, checks, WHERE);
  const { maxRows, maxBytes, maxWait, concurrency, maxPending, deduplicate, onError, signal, ...insert } = options;
  const settings = mergedSettings(client.settings, insert.settings, WHERE).map(([name]) => name);
  customHeaders(insert.headers, WHERE);
  if (insert.writeFormats !== undefined) new FormatRules(insert.writeFormats, `${WHERE}: option 'writeFormats'`);
  codingOf(insert.encoding, WHERE);
  const inSession = (insert.sessionId ?? client.sessionId) !== undefined;
  return {
    table,
    limits: {
      maxRows: maxRows ?? 100_000,
      maxBytes: maxBytes ?? 32 * 1024 * 1024,
      maxWait: maxWait ?? 1000,
      // A session refuses what comes while it works.
      concurrency: concurrency ?? (inSession ? 1 : 2),
      maxPending: maxPending ?? 4,
    },
    deduplicate: deduplicate ?? false,
    onError,
    signal,
    insert,
    // What errors leave out could tell that only one of several servers has failed.
    isWhole: client.showClickHouseErrors === true ? wholenessWith(settings) : () => false,
  };
}
