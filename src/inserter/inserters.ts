import type { InserterOptions } from '../../index.js';
import type { Connection } from '../connection.ts';
import { InterfaceError } from '../errors.ts';
import { qualifiedName } from '../identifier.ts';
import type { Inserts } from '../insert.ts';
import { Inserter } from './inserter.ts';
import { resolve } from './options.ts';

/** What an inserter is to a client that closes. */
type Abandoned = Pick<Inserter<unknown>, 'abandon'>;

/** The inserters of one client. */
export class Inserters {
  readonly #connection: Connection;
  readonly #inserts: Inserts;
  /** One with rows is held by its timer or its batches. */
  readonly #all = new Set<WeakRef<Abandoned>>();
  readonly #forgotten = new FinalizationRegistry<WeakRef<Abandoned>>((ref) => this.#all.delete(ref));
  #closed: InterfaceError | undefined;

  constructor(connection: Connection, inserts: Inserts) {
    this.#connection = connection;
    this.#inserts = inserts;
  }

  open<T>(table: string, options: InserterOptions<T>): Inserter<T> {
    qualifiedName(table);
    const resolved = resolve(table, options, this.#connection.options);
    if (this.#closed !== undefined) throw this.#closed;
    const inserter = new Inserter<T>(this.#inserts, resolved);
    const ref = new WeakRef<Abandoned>(inserter);
    this.#all.add(ref);
    this.#forgotten.register(inserter, ref);
    return inserter;
  }

  /** Fails what is not stored yet, and waits until that is told. */
  async close(): Promise<void> {
    this.#closed ??= new InterfaceError('the client is closed', { code: 'ERR_CLIENT_CLOSED' });
    const closed = this.#closed;
    await Promise.all([...this.#all].map((ref) => ref.deref()?.abandon(closed)));
  }
}
