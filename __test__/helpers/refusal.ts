import { inspect } from 'node:util';
import type { ExecutionContext } from 'ava';

import { ClickHouseError } from '../../src/index.ts';

/** What a failure must tell. */
export interface Expected {
  readonly type: new (message: string) => ClickHouseError;
  readonly code: string;
  readonly serverCode?: number;
  /** What the message must hold. */
  readonly tells: readonly (string | RegExp)[];
}

/**
 * Awaits the failure of a call and checks what every failure promises: its class and codes, and that what it shows of
 * itself names the caller's line and no secret.
 */
export async function refused(
  t: ExecutionContext,
  call: () => Promise<unknown>,
  { type, code, serverCode, tells }: Expected,
  secrets: readonly string[] = [],
): Promise<ClickHouseError> {
  const error: unknown = await call().then(
    () => t.fail('nothing was refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ClickHouseError)) throw error;
  t.true(error instanceof type, `${error.name} is no ${type.name}: ${error.message}`);
  t.is(error.code, code, error.message);
  t.is(error.serverCode, serverCode);
  for (const part of tells) {
    t.true(typeof part === 'string' ? error.message.includes(part) : part.test(error.message), error.message);
  }
  t.regex(error.stack ?? '', /__test__\/client\/[\w-]+\.spec\.[jt]s:\d+/, error.stack);
  for (const shown of [error.message, inspect(error), JSON.stringify(error), JSON.stringify({ ...error })]) {
    for (const secret of secrets) t.false(shown.includes(secret), `${shown} shows ${secret}`);
  }
  return error;
}
