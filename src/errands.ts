import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../index.js';
import type { Connection } from './connection.ts';
import { ClickHouseError } from './errors.ts';
import { prepare } from './request.ts';
import { LOCKED, PAUSES } from './session-turns.ts';
import type { ServerSettings } from './setting-rules.ts';

/** The most that an errand may take, in milliseconds. */
const TIMEOUT = 5000;

/** Statements that one client sends by itself, beside those of its user. */
export class Errands {
  readonly #connection: Connection;
  /** Whether a server is being asked how far a query is. */
  #asking = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The first row of a statement about a query. */
  readonly ask = async (sql: string, id: string): Promise<Row | undefined> => {
    // Many queries are asked about one after another, not all at once.
    if (this.#asking) return undefined;
    this.#asking = true;
    try {
      const prepare = () => this.#connection.prepareApart(sql, { timeout: TIMEOUT }, id, true);
      const table = await this.#connection.readEverywhere(prepare);
      return table.first(table.schema.objects);
    } finally {
      this.#asking = false;
    }
  };

  /** The settings that the server has. */
  readonly settings = async (): Promise<ServerSettings> => {
    const client = { ...this.#connection.options, settings: [], sessionId: undefined };
    const extra = { where: 'settings', beside: true, quiet: true, repeats: true };
    const prepared = prepare(client, 'SELECT name, readonly FROM system.settings', { timeout: TIMEOUT }, extra);
    const { table } = await this.#connection.read(prepared, undefined);
    return new Map(table.make(table.schema.tuples).map(([name, fixed]) => [String(name), fixed === 0]));
  };

  /** Waits, but not for long, until the server has left what was stopped in a session. */
  readonly free = async (sessionId: string): Promise<void> => {
    const options = { sessionId, timeout: TIMEOUT };
    for (const pause of PAUSES) {
      const client = { ...this.#connection.options, settings: [] };
      const prepared = prepare(client, 'SELECT 1', options, { where: 'insert', beside: true, quiet: true });
      const error = await this.#connection.read(prepared, undefined).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      // Whatever else is wrong, the insert finds it too.
      if (!(error instanceof ClickHouseError) || error.serverCode !== LOCKED) return;
      await sleep(pause);
    }
  };
}
