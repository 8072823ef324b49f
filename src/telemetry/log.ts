import { debuglog } from 'node:util';
import type { Logger } from '../../index.js';
import { type Observer, spoken, type Told, undisturbed } from './operation.ts';

const debug = debuglog('clickhouse');

/** Bun's functions do not tell. */
const debugs: boolean = debug.enabled ?? /\bclickhouse\b/i.test(process.env.NODE_DEBUG ?? '');

type Fields = Readonly<Record<string, unknown>>;

function write(logger: Logger | undefined, level: keyof Logger, message: string, fields: Fields): void {
  debug('%s %o', message, fields);
  logger?.[level]?.(`clickhouse: ${message}`, fields);
}

/** Tells a logger, and standard error with `NODE_DEBUG=clickhouse`; without SQL, which may hold what belongs in no log. */
export function log(logger: Logger | undefined, { method, queryId, host: first }: Told): Observer | undefined {
  if (logger === undefined && !debugs) return undefined;
  return {
    ended({ milliseconds: ms, host = first }, { readRows, writtenRows, resultRows }) {
      write(logger, 'debug', `${method} ended`, { queryId, host, ms, readRows, writtenRows, resultRows });
    },
    failed({ milliseconds: ms, host = first }, error) {
      const { code, message } = spoken(error);
      const aborted = error instanceof Error && error.name === 'AbortError';
      const cancelled = aborted || code === 'ERR_CANCELLED' || code === 'ERR_CLIENT_CLOSED';
      const level = cancelled ? 'warn' : 'error';
      write(logger, level, `${method} failed`, { queryId, host, ms, code, error: message });
    },
  };
}

/** Tells of settings that are not sent. */
export function tellDropped(logger: Logger | undefined, method: string, settings: readonly string[]): void {
  undisturbed(() => write(logger, 'warn', `${method} drops settings`, { settings }));
}
