import type { Connection } from './connection.ts';
import { describeTable, type TableDescription } from './describe.ts';
import type { InsertCall } from './insert.ts';
import type { TableColumn } from './table-schema.ts';

/** Types with wall times whose zone they do not name, nested ones too. */
const WITHOUT_ZONE = /DateTime(?!(?:32|64)?\((?:\d+, *)?')/;

/** A description, and whether an earlier insert asked for it. */
export interface Known extends TableDescription {
  readonly cached: boolean;
}

/** What is known of the tables of one client. */
export class Tables {
  readonly #connection: Connection;
  readonly #known = new Map<string, Promise<TableDescription>>();
  /** The zones of wall times outside of sessions, by the `session_timezone` that goes along. */
  readonly #zones = new Map<string | undefined, string>();

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
      this.#learn(description.zoneSetting, description.timezone);
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

  /**
   * The zone of wall times without one, which the server may have to be asked for. It goes by the settings that the client has
   * when this is called.
   */
  async timezone(columns: readonly TableColumn[], call: InsertCall, known: Known | undefined): Promise<string> {
    const { session_timezone: own = this.#connection.getSetting('session_timezone') } = call.settings ?? {};
    const setting = own === null || own === undefined ? undefined : String(own);
    // What may be dropped may not count.
    const certain = this.#connection.options.invalidSettingAction !== 'drop';
    if (certain && setting !== undefined && setting !== '') return setting;
    if (!columns.some(({ type }) => WITHOUT_ZONE.test(type.name))) return 'UTC';
    return this.#toldZone(setting, call, known) ?? (await this.#askZone(setting, call)) ?? 'UTC';
  }

  /** The zone of a session is what it was told last, which the client cannot know: only what was asked just now holds. */
  #toldZone(setting: string | undefined, call: InsertCall, known: Known | undefined): string | undefined {
    if (!this.#inSession(call)) return this.#zones.get(setting);
    return known?.cached === false && known.zoneSetting === setting ? known.timezone : undefined;
  }

  async #askZone(setting: string | undefined, call: InsertCall): Promise<string | undefined> {
    const { sessionId, role, headers, deadline, streamed } = call;
    const settings = { limit: null, offset: null, session_timezone: setting ?? null };
    const options = { sessionId, role, headers, deadline, settings };
    const prepared = this.#connection.prepare('SELECT 1', options, {
      where: 'insert',
      beside: streamed,
      repeats: true,
    });
    const { head } = await this.#connection.read(prepared, call.signal);
    if (!this.#inSession(call)) this.#learn(setting, head.timezone);
    return head.timezone;
  }

  #learn(setting: string | undefined, zone: string | undefined): void {
    if (zone !== undefined) this.#zones.set(setting, zone);
  }

  #inSession({ sessionId }: InsertCall): boolean {
    return (sessionId ?? this.#connection.options.sessionId) !== undefined;
  }
}

/** What waits for no place does not wait for a description that does. */
function keyOf(name: string, { database, streamed }: InsertCall): string {
  return `${streamed ? 'streamed' : 'whole'} ${database ?? ''} ${name}`;
}
