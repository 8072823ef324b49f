import { setTimeout as sleep } from 'node:timers/promises';

/** Node's longest timer; what waits longer waits for ever. */
const LONGEST = 2 ** 31 - 1;

/** Waits for a promise, but not for long. */
export async function atMost(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  if (milliseconds > LONGEST) {
    await promise;
    return;
  }
  const waiting = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([promise, late]);
  waiting.abort();
}
