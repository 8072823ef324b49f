import { debuglog } from 'node:util';
import type { Logger } from '../../index.js';
import { type Observer, spoken, type Told } from './operation.ts';

const debug = debuglog('clickhouse');

/** Tells a logger, and standard error with `NODE_DEBUG=clickhouse`; without SQL, which may hold what belongs in no log. */
export function log(logger: Logger | undefined, { method, queryId, host: first }: Told): Observer | undefined {
  if (logger === undefined && !debug.enabled) return undefined;
  const write = (level: keyof Logger, message: string, fields: Readonly<Record<string, unknown>>): void => {
    const told = { queryId, ...fields };
    debug('%s %o', message, told);
    logger?.[level]?.(`clickhouse: ${message}`, told);
  };
  return {
    ended({ milliseconds: ms, host = first }, { readRows, writtenRows, resultRows }) {
      write('debug', `${method} ended`, { host, ms, readRows, writtenRows, resultRows });
    },
    failed({ milliseconds: ms, host = first }, error) {
      const { code, message } = spoken(error);
      const aborted = error instanceof Error && error.name === 'AbortError';
      const cancelled = aborted || code === 'ERR_CANCELLED' || code === 'ERR_CLIENT_CLOSED';
      write(cancelled ? 'warn' : 'error', `${method} failed`, { host, ms, code, error: message });
    },
  };
}
