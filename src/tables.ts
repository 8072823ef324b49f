import type { Connection } from './connection.ts';
import { describeTable, type TableDescription } from './describe.ts';
import type { InsertCall } from './insert.ts';
import type { TableColumn } from './table-schema.ts';

/** A description, and whether an earlier insert asked for it. */
export interface Known extends TableDescription {
  readonly cached: boolean;
}

/** What is known of the tables of one client. */
export class Tables {
  readonly #connection: Connection;
  readonly #known = new Map<string, Promise<TableDescription>>();
  /** The server's zone, where neither a call nor a session has its own. */
  #timezone: string | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The columns of a table, from memory if there. */
  async find(name: string, call: InsertCall): Promise<Known> {
    const { memory } = call;
    if (memory?.current !== undefined) return { ...memory.current, cached: true };
    const found = await this.#find(name, call);
    if (memory !== undefined) memory.current = found;
    return found;
  }

  async #find(name: string, call: InsertCall): Promise<Known> {
    while (!this.#inSession(call)) {
      const known = this.#known.get(keyOf(name, call));
      if (known === undefined) break;
      // Another call's failure, such as its abort, is not this one's.
      const description = await known.catch(() => undefined);
      call.signal?.throwIfAborted();
      if (description !== undefined) return { ...description, cached: true };
    }
    return { ...(await this.#ask(name, call)), cached: false };
  }

  /** The columns of a table, asked anew. */
  async ask(name: string, call: InsertCall): Promise<TableDescription> {
    const description = await this.#ask(name, call);
    if (call.memory !== undefined) call.memory.current = description;
    return description;
  }

  async #ask(name: string, call: InsertCall): Promise<TableDescription> {
    const asked = describeTable(this.#connection, name, call);
    // Temporary tables of a session come and go, and hide others of their name.
    if (this.#inSession(call)) return await asked;
    const key = keyOf(name, call);
    this.#known.set(key, asked);
    try {
      const description = await asked;
      this.#timezone = description.timezone ?? this.#timezone;
      return description;
    } catch (error) {
      if (this.#known.get(key) === asked) this.#known.delete(key);
      throw error;
    }
  }

  forget(name: string, call: InsertCall): void {
    if (call.memory !== undefined) call.memory.current = undefined;
    this.#known.delete(keyOf(name, call));
  }

  /** The zone of wall times without one, which the server may have to be asked for. */
  async timezone(columns: readonly TableColumn[], call: InsertCall, known: Known | undefined): Promise<string> {
    const own = call.settings?.session_timezone;
    if (typeof own === 'string' && own !== '') return own;
    if (!columns.some(({ type }) => type.name.includes('DateTime'))) return 'UTC';
    // A session may have been told another, which the client cannot know.
    const told = this.#inSession(call) ? known?.timezone : this.#timezone;
    if (told !== undefined && own === undefined) return told;
    const { sessionId, role, headers, deadline, streamed } = call;
    const settings = { limit: null, offset: null, ...(own === undefined ? {} : { session_timezone: own }) };
    const options = { sessionId, role, headers, deadline, settings };
    const prepared = this.#connection.prepare('SELECT 1', options, {
      where: 'insert',
      beside: streamed,
      repeats: true,
    });
    const { head } = await this.#connection.read(prepared, call.signal);
    if (own === undefined && !this.#inSession(call)) this.#timezone = head.timezone;
    return head.timezone ?? 'UTC';
  }

  #inSession({ sessionId }: InsertCall): boolean {
    return (sessionId ?? this.#connection.options.sessionId) !== undefined;
  }
}

/** What waits for no place does not wait for a description that does. */
function keyOf(name: string, { database, streamed }: InsertCall): string {
  return `${streamed ? 'streamed' : 'whole'} ${database ?? ''} ${name}`;
}
