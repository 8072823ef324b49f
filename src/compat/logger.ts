import type { ClickHouseClientConfigOptions, ClickHouseLogLevel as Contract, Logger } from '../../compat.js';

/** From the most to nothing; names of numbers and numbers of names, as an `enum` has them. */
export const ClickHouseLogLevel = {
  TRACE: 0,
  DEBUG: 1,
  INFO: 2,
  WARN: 3,
  ERROR: 4,
  OFF: 127,
  0: 'TRACE',
  1: 'DEBUG',
  2: 'INFO',
  3: 'WARN',
  4: 'ERROR',
  127: 'OFF',
} as const;

export type Level = Contract;
type Method = keyof Logger;

interface Entry {
  readonly module?: string;
  readonly message: string;
  readonly args?: Record<string, unknown>;
  readonly err?: Error;
}

const levels: Record<Method, Level> = { trace: 0, debug: 1, info: 2, warn: 3, error: 4 };

/** Writes to the console. */
class ConsoleLogger implements Logger {
  trace(entry: Entry): void {
    write('debug', 'TRACE', entry);
  }

  debug(entry: Entry): void {
    write('debug', 'DEBUG', entry);
  }

  info(entry: Entry): void {
    write('info', 'INFO', entry);
  }

  warn(entry: Entry): void {
    write('warn', 'WARN', entry);
  }

  error(entry: Entry): void {
    write('error', 'ERROR', entry);
  }
}

function write(method: 'debug' | 'info' | 'warn' | 'error', level: string, entry: Entry): void {
  const { module = MODULE, message, args, err } = entry;
  const parts: unknown[] = [`[${new Date().toISOString()}][${level}][clickhouse-connect][${module}] ${message}`];
  if (args !== undefined) parts.push('\nArguments:', args);
  if (err !== undefined) parts.push('\nCaused by:', err);
  // biome-ignore lint/suspicious/noConsole: it is what users of this option ask for.
  console[method](...parts);
}

const MODULE = 'Connection';

/** What a client logs, from a level on. */
export class Log {
  readonly #logger: Logger;
  readonly #level: Level;

  constructor(given: ClickHouseClientConfigOptions['log'] = {}) {
    this.#logger = given.LoggerClass === undefined ? new ConsoleLogger() : new given.LoggerClass();
    this.#level = given.level ?? ClickHouseLogLevel.WARN;
  }

  /** Whether anybody sees what is logged with `method`. */
  shows(method: Method): boolean {
    return this.#level <= levels[method];
  }

  write(method: Method, entry: Entry): void {
    if (this.shows(method)) this.#tell(method, entry);
  }

  /** Warns of an option, whatever the level is. */
  warnOfOption(message: string): void {
    this.#tell('warn', { module: 'Config', message });
  }

  #tell(method: Method, entry: Entry): void {
    (this.#logger[method] as (entry: Entry) => void)({ ...entry, module: entry.module ?? MODULE });
  }
}
