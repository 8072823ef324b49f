import type { DatabaseConnection, Driver } from 'kysely';
import type { Client } from '../../index.js';
import { integrate } from '../integrations.ts';
import { Connection } from './connection.ts';
import { unsupported } from './unsupported.ts';

/** Gives out the client; connections are its own affair. */
export class ClickHouseDriver implements Driver {
  readonly #find: () => Client | Promise<Client>;
  #client: Client | undefined;

  constructor(find: () => Client | Promise<Client>) {
    this.#find = find;
  }

  async init(): Promise<void> {
    this.#client = await this.#find();
    integrate('kysely');
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#client ??= await this.#find();
    return new Connection(this.#client);
  }

  async beginTransaction(): Promise<void> {
    throw unsupported('transactions', 'statements take effect one by one');
  }

  async commitTransaction(): Promise<void> {
    throw unsupported('transactions');
  }

  async rollbackTransaction(): Promise<void> {
    throw unsupported('transactions');
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#client?.close();
  }
}
