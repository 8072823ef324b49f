import type { ConnectOptions, ServerInfo } from '../index.js';
import type { Connection } from './connection.ts';
import { connectChecks } from './request-options.ts';
import { validate } from './validate.ts';

const SQL = 'SELECT version() AS version, serverTimezone() AS timezone, displayName() AS displayName';

/** What is known of the server of one client. */
export class Server {
  readonly #connection: Connection;
  #info: ServerInfo | undefined;

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
    const {
      version = '',
      timezone = 'UTC',
      displayName = '',
    } = (table.first(table.schema.objects) ?? {}) as Partial<ServerInfo>;
    this.#info = Object.freeze({ version, timezone, displayName });
    return this.#info;
  }
}
