import { constants } from 'node:buffer';
import { Abortable, type Call } from './abortable.ts';
import type { Failure } from './errors.ts';
import type { Ending } from './ending.ts';
import type { RawQuery, ResponseHead } from './native.ts';

/** A response on the native side. */
interface Begun<Item extends object> {
  readonly head: ResponseHead;
  readonly host?: string;
  /** The items that have come with it. */
  readonly first: Item[];
  /** What follows; absent when that was all. */
  readonly rest?: Reading<Item> | undefined;
}

interface Reading<Item extends object> {
  next(): Promise<Failure | Item[]>;
  close(): void;
}

/** Tells those who went with a response that nobody can read any more. */
const forgotten = new FinalizationRegistry<Abortable>((abortable) => abortable.release());

/** A response that comes: its items, one batch after another. */
export class Batches<Item extends object> {
  readonly head: ResponseHead;
  #rest: Reading<Item> | undefined;
  readonly #abortable: Abortable;
  readonly #rowsOf: ((item: Item) => number) | undefined;
  #first: Item[];
  #ended = false;

  /** `rowsOf` tells how many rows an item of a result has. */
  constructor({ head, host, first, rest }: Begun<Item>, abortable: Abortable, rowsOf?: (item: Item) => number) {
    this.head = head;
    this.#rowsOf = rowsOf;
    this.#first = first;
    this.#rest = rest;
    this.#abortable = abortable;
    abortable.head = head;
    abortable.host = host;
    this.#count(first);
    abortable.awaited(false);
    if (abortable.known) forgotten.register(this, abortable);
  }

  /** How many rows have come, of a result that is decoded. */
  get rows(): number | undefined {
    return this.#abortable.rows;
  }

  /** The items that have arrived, at least one; none at the end. */
  async next(): Promise<Item[]> {
    if (this.#ended) return [];
    const rest = this.#rest;
    if (this.#first.length > 0 || rest === undefined) return this.#takeFirst();
    this.#abortable.awaited(true);
    const items = await this.#abortable.result<Item[]>(rest.next()).catch((error: unknown) => {
      this.#ended = true;
      rest.close();
      throw error;
    });
    this.#count(items);
    if (items.length === 0) {
      this.#ended = true;
      this.#abortable.release();
    } else {
      this.#abortable.awaited(false);
    }
    return items;
  }

  #count(items: readonly Item[]): void {
    if (this.#rowsOf === undefined) return;
    let rows = this.#abortable.rows ?? 0;
    for (const item of items) rows += this.#rowsOf(item);
    this.#abortable.rows = rows;
  }

  #takeFirst(): Item[] {
    const first = this.#first;
    this.#first = [];
    this.#ended = this.#rest === undefined;
    this.#abortable.throwIfStopped();
    if (this.#ended) this.#abortable.release();
    return first;
  }

  /** The rest in one piece. */
  async gather<R extends object>(gathering: Promise<Failure | R>): Promise<R> {
    // Whoever closes it meanwhile ends the wait.
    this.#rest = undefined;
    this.#abortable.awaited(true);
    try {
      const gathered = await this.#abortable.result<R>(gathering);
      this.#abortable.release();
      return gathered;
    } finally {
      this.#ended = true;
    }
  }

  /** Leaves the response: frees its connection, and stops the query on the server when it has not answered in full. */
  close(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#rest?.close();
    this.#abortable.stop();
    this.#abortable.release({ error });
  }
}

/** An answer that comes as bytes. */
export class Bytes extends Batches<Uint8Array> {
  readonly #query: RawQuery;

  constructor(query: RawQuery, abortable: Abortable) {
    super({ head: query.head(), first: [], rest: query }, abortable);
    this.#query = query;
  }

  /** All headers: pairs of name and value. */
  headers(): string[][] {
    return this.#query.headers();
  }

  /** What is left of it, in one piece. */
  whole(): Promise<Uint8Array> {
    return this.gather<Uint8Array>(this.#query.gather(constants.MAX_LENGTH));
  }
}

/** Sends a query whose answer is read as bytes, and waits for it to begin; `ending` ends the wait. */
export async function startBytes(call: Call, ending?: Ending): Promise<Bytes> {
  const abortable = new Abortable(call, ending);
  return new Bytes(await askBytes(call, abortable), abortable);
}

/** Sends a query and reads its answer as bytes, in one piece. */
export async function gatherBytes(call: Call): Promise<Uint8Array> {
  return await (await startBytes(call)).whole();
}

async function askBytes({ session, attachments }: Call, abortable: Abortable): Promise<RawQuery> {
  return abortable.result(
    abortable.send<RawQuery>((request) => session.queryBytes(request, attachments, abortable.cancellation)),
  );
}
