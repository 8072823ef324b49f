import { setTimeout } from 'node:timers/promises';
import type { BatchFailure, InsertOptions } from '../../index.js';
import { originOf } from '../errors.ts';
import type { Inserts } from '../insert.ts';
import { randomId } from '../random-id.ts';
import { mayPass, type Stored, storedDespite } from './outcome.ts';
import type { Wholeness } from './wholeness.ts';

/** Rows that go together. */
export interface Batch<T> {
  readonly rows: T[];
  /** About how many bytes they are. */
  bytes: number;
}

/** How a batch is sent. */
export interface Manner {
  readonly table: string;
  readonly options: InsertOptions;
  readonly deduplicate: boolean;
  readonly isWhole: Wholeness;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly onRetry: () => void;
}

/** How often a batch is sent again. */
const RETRIES = 2;
/** Milliseconds before the first retry, give or take half of them. */
const BACK_OFF = 200;

/** Sends a batch, with a deduplication token again if need be; tells the failure instead of throwing it. */
export async function deliver<T>(
  inserts: Inserts,
  { rows, bytes }: Batch<T>,
  manner: Manner,
): Promise<BatchFailure<T> | undefined> {
  const { table, signal, deduplicate } = manner;
  const options = { ...manner.options, signal, deduplicationToken: deduplicate ? randomId() : undefined };
  const whole = manner.isWhole(rows.length, bytes);
  let stored: Stored = 'none';
  /** The server that may have the rows: another one might not know the token. */
  let host: string | undefined;
  for (let retry = 0; ; retry++) {
    let sent = false;
    try {
      const onSend = (): void => {
        sent = true;
      };
      await inserts.insert({ table, data: rows, options }, { host, onSend });
      return undefined;
    } catch (error) {
      // What an earlier attempt left in doubt stays so.
      if (stored === 'none') stored = storedDespite(signal.aborted ? undefined : error, { sent, whole });
      if (stored === 'unknown') host ??= originOf(error);
      if (!deduplicate || retry === RETRIES || !mayPass(error)) return { error, rows, stored };
    }
    try {
      await setTimeout(BACK_OFF * 2 ** retry * (0.5 + Math.random()), undefined, { signal });
    } catch {
      return { error: signal.reason, rows, stored };
    }
    manner.onRetry();
  }
}
