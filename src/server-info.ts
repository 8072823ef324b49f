import type { ConnectOptions, ServerInfo } from '../index.js';
import type { Connection } from './connection.ts';
import { connectChecks } from './request-options.ts';
import { invalid, validate } from './validate.ts';

const SQL = 'SELECT version() AS version, serverTimezone() AS timezone, displayName() AS displayName';

/** What is known of the server of one client. */
export class Server {
  readonly #connection: Connection;
  #info: ServerInfo | undefined;
  /** Answers that several calls wait for. */
  #asked: Promise<ServerInfo> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What it has said of itself, if it was asked. */
  get info(): ServerInfo | undefined {
    return this.#info;
  }

  /** Reaches the server, logs in and asks. */
  async connect(options: ConnectOptions): Promise<ServerInfo> {
    validate(options, connectChecks, 'connect');
    const { signal, timeout = this.#connection.options.requestTimeout } = options;
    // Limits of the client are meant for its queries.
    const settings = { limit: null, offset: null };
    const prepared = this.#connection.prepare(SQL, { timeout, settings }, { where: 'connect', repeats: true });
    const { table } = await this.#connection.read(prepared, signal);
    const row = (table.first(table.schema.objects) ?? {}) as Partial<ServerInfo>;
    const { version = '', timezone = 'UTC', displayName = '' } = row;
    this.#info = Object.freeze({ version, timezone, displayName });
    return this.#info;
  }

  /** Whether the server is of that version or a later one; asks once. */
  async isAtLeast(version: string): Promise<boolean> {
    if (typeof version !== 'string' || !/^\d+(\.\d+)*$/.test(version)) {
      throw invalid("minVersion: the version must be a string of numbers and dots, such as '24.8'");
    }
    const own = numbersOf((this.#info ?? (await this.#ask())).version);
    for (const [index, wanted] of numbersOf(version).entries()) {
      const part = own[index] ?? 0;
      if (part !== wanted) return part > wanted;
    }
    return true;
  }

  async #ask(): Promise<ServerInfo> {
    this.#asked ??= this.connect({}).finally(() => {
      this.#asked = undefined;
    });
    return await this.#asked;
  }
}

/** The numbers that a version begins with; vendors put names behind them. */
function numbersOf(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
