import { NotSupportedError } from '../errors.ts';

/** Something of Kysely that ClickHouse has not; `instead` says what it has. */
export function unsupported(what: string, instead?: string): NotSupportedError {
  const message = `ClickHouse has no ${what}${instead === undefined ? '' : `: ${instead}`}`;
  return new NotSupportedError(message, { code: 'ERR_UNSUPPORTED_SQL' });
}
