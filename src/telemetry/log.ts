import { debuglog } from 'node:util';
import type { Logger } from '../../index.js';
import type { Observer, Told } from './operation.ts';

const debug = debuglog('clickhouse');

/** Tells a logger, and standard error with `NODE_DEBUG=clickhouse`; without SQL, which may hold what belongs in no log. */
export function log(logger: Logger | undefined, { method, queryId, host }: Told): Observer | undefined {
  if (logger === undefined && !debug.enabled) return undefined;
  const write = (level: keyof Logger, message: string, fields: Readonly<Record<string, unknown>>): void => {
    const told = { queryId, host, ...fields };
    debug('%s %o', message, told);
    logger?.[level]?.(`clickhouse: ${message}`, told);
  };
  return {
    ended({ readRows, writtenRows, resultRows }, ms) {
      write('debug', `${method} ended`, { ms, readRows, writtenRows, resultRows });
    },
    failed(error, ms) {
      const { name, code, message } = error instanceof Error ? (error as Error & { code?: unknown }) : {};
      const cancelled = name === 'AbortError' || code === 'ERR_CANCELLED' || code === 'ERR_CLIENT_CLOSED';
      write(cancelled ? 'warn' : 'error', `${method} failed`, { ms, code, error: message ?? String(error) });
    },
  };
}
