import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../index.js';
import type { Connection } from './connection.ts';
import { ClickHouseError } from './errors.ts';
import { LOCKED, PAUSES } from './session-turns.ts';

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

  /** Waits, but not for long, until the server has left what was stopped in a session. */
  readonly free = async (sessionId: string): Promise<void> => {
    const options = { sessionId, timeout: TIMEOUT };
    for (const pause of PAUSES) {
      const prepared = this.#connection.prepare('SELECT 1', options, {
        where: 'insert',
        beside: true,
        quiet: true,
      });
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
