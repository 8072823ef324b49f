import { constants } from 'node:buffer';
import { partOf } from './block.ts';
import { parseType } from './datatype.ts';
import type { Attendant, Outcome } from './attendant.ts';
import type { Failure } from './errors.ts';
import {
  Cancellation,
  type Gathered,
  type RawQuery,
  type RequestOptions,
  type Response,
  type ResponseHead,
  type Session,
  type Transfer,
} from './native.ts';
import type { ReadPlan } from './reading.ts';
import { type Part, Schema } from './table.ts';

/** How one request is made and its failures are told. */
export interface Call {
  readonly session: Session;
  /** What is sent; with the time that is left when it is asked for. */
  readonly request: () => RequestOptions;
  readonly signal: AbortSignal | undefined;
  /** How the values of the answer are read. */
  readonly plan: ReadPlan;
  /** Makes the error of a failure, with what only the caller knows. */
  readonly error: (failure: Failure) => Error;
  /** Stops the query on the server; called when it is left before its end. */
  readonly kill: (cancellation: Cancellation) => void;
  /** Makes what goes with the request; called once, when it begins. `fail` ends it with an error. */
  readonly attend: (fail: (error: unknown) => void) => readonly Attendant[];
}

/** Ends a request when a signal says so. */
export class Abortable {
  readonly cancellation: Cancellation;
  readonly #call: Call;
  readonly #onAbort: () => void;
  readonly #attendants: readonly Attendant[];
  /** What the response's headers told. */
  head: ResponseHead | undefined;
  /** `host:port` of the server that answers. */
  host: string | undefined;
  #stopped = false;
  #over = false;
  /** What an attendant ended the request with. */
  #failure: { readonly error: unknown } | undefined;

  constructor(call: Call, cancellation = new Cancellation()) {
    this.cancellation = cancellation;
    this.#call = call;
    this.#onAbort = () => this.stop();
    call.signal?.throwIfAborted();
    this.#attendants = call.attend((error) => this.#fail(error));
    call.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get attended(): boolean {
    return this.#attendants.length > 0;
  }

  /** Sends when that may be, and once more where it may be; gives what is answered. */
  async send<R extends object>(send: (request: RequestOptions) => Promise<Failure | R>): Promise<Failure | R> {
    if (this.#attendants.length === 0) return send(this.#call.request());
    for (const attendant of this.#attendants) {
      const refusal = await attendant.admit?.();
      if (refusal !== undefined) return refusal;
    }
    for (;;) {
      const answer = await send(this.#call.request());
      if (!isFailure(answer) || !(await this.#again(answer))) return answer;
    }
  }

  async #again(failure: Failure): Promise<boolean> {
    for (const attendant of this.#attendants) if (await attendant.again?.(failure)) return true;
    return false;
  }

  /** Whether somebody waits for what the server sends next. */
  awaited(is: boolean): void {
    for (const attendant of this.#attendants) attendant.awaited?.(is);
  }

  /** Throws what the request was ended with before its end, if it was. */
  throwIfStopped(): void {
    const stopped = this.#ending();
    if (stopped === undefined) return;
    this.release(stopped);
    throw stopped.error;
  }

  /** What an attendant or the signal has ended the request with. */
  #ending(): { readonly error: unknown } | undefined {
    const { signal } = this.#call;
    return this.#failure ?? (signal?.aborted ? { error: signal.reason as unknown } : undefined);
  }

  /** The result of an answer; throws what its failure stands for. */
  async result<R extends object>(answer: Promise<Failure | R>): Promise<R> {
    const result = await answer.catch((error: unknown) => {
      this.release({ error });
      throw error;
    });
    if (!isFailure(result)) return result;
    const stopped = this.#ending();
    const error = stopped === undefined ? this.#call.error(result) : stopped.error;
    // A server that nobody waits for any more does not notice by itself.
    if (stopped === undefined && (result.failure === 'timeout' || result.failure === 'cancelled')) this.stop();
    this.host = result.host;
    this.release({ error });
    throw error;
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    this.stop();
  }

  /** Ends the request, here and on the server. */
  stop(): void {
    this.cancellation.cancel();
    if (this.#stopped) return;
    this.#stopped = true;
    this.#call.kill(this.cancellation);
    for (const attendant of this.#attendants) attendant.wake?.();
  }

  /** The request is over: forgets the signal. */
  release(outcome: Outcome = {}): void {
    if (this.#over) return;
    this.#over = true;
    this.#call.signal?.removeEventListener('abort', this.#onAbort);
    for (const attendant of this.#attendants) attendant.over({ head: this.head, host: this.host, ...outcome });
  }
}

/** Whether the native side gave a failure instead of what it was asked for. */
export function isFailure(result: object): result is Failure {
  return 'failure' in result;
}

/** A block, and the schema that it was sent with. */
export interface Arrived {
  readonly schema: Schema;
  readonly part: Part;
}

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
  readonly #rest: Reading<Item> | undefined;
  readonly #abortable: Abortable;
  #first: Item[];
  #ended = false;

  constructor({ head, host, first, rest }: Begun<Item>, abortable: Abortable) {
    this.head = head;
    this.#first = first;
    this.#rest = rest;
    this.#abortable = abortable;
    abortable.head = head;
    abortable.host = host;
    abortable.awaited(false);
    if (abortable.attended) forgotten.register(this, abortable);
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
    if (items.length === 0) {
      this.#ended = true;
      this.#abortable.release();
    } else {
      this.#abortable.awaited(false);
    }
    return items;
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
    this.#ended = true;
    this.#abortable.awaited(true);
    const gathered = await this.#abortable.result<R>(gathering);
    this.#abortable.release();
    return gathered;
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

/** Sends a query whose answer is read as bytes, and waits for it to begin; `cancellation` ends the wait. */
export async function startBytes(call: Call, cancellation?: Cancellation): Promise<Batches<Uint8Array>> {
  const abortable = new Abortable(call, cancellation);
  const query = await askBytes(call, abortable);
  return new Batches({ head: query.head(), first: [], rest: query }, abortable);
}

/** Sends a query and reads its answer as bytes, in one piece. */
export async function gatherBytes(call: Call): Promise<Uint8Array> {
  const abortable = new Abortable(call);
  const query = await askBytes(call, abortable);
  return new Batches({ head: query.head(), first: [], rest: query }, abortable).gather<Uint8Array>(
    query.gather(constants.MAX_LENGTH),
  );
}

async function askBytes({ session }: Call, abortable: Abortable): Promise<RawQuery> {
  return abortable.result(abortable.send<RawQuery>((request) => session.queryBytes(request, abortable.cancellation)));
}

/** An answer in one piece. */
export interface Whole {
  readonly gathered: Gathered;
  /** Absent where there was no block. */
  readonly schema: Schema | undefined;
}

/** Sends a query and takes its whole answer in one piece. */
export async function gather(call: Call): Promise<Whole> {
  const { session, plan } = call;
  const abortable = new Abortable(call);
  const { cancellation } = abortable;
  const gathered = await abortable.result(
    abortable.send<Gathered>((request) => session.gather(request, cancellation, constants.MAX_LENGTH)),
  );
  const { head, host, names, types } = gathered;
  Object.assign(abortable, { head, host });
  abortable.release();
  return { gathered, schema: names.length > 0 ? schemaOf(names, types, plan, head) : undefined };
}

/** A query that runs: its blocks, one batch after another. */
export class Execution {
  readonly head: ResponseHead;
  /** `host:port` of the server that answers. */
  readonly host: string;
  readonly #batches: Batches<Transfer>;
  readonly #plan: ReadPlan;
  #schema: Schema | undefined;

  private constructor(response: Response, abortable: Abortable, plan: ReadPlan) {
    this.#plan = plan;
    this.head = response.head;
    this.host = response.host;
    this.#batches = new Batches(response, abortable);
  }

  /** Sends the query and waits for its response to begin; `cancellation` ends the wait. */
  static async start(call: Call, cancellation?: Cancellation): Promise<Execution> {
    const abortable = new Abortable(call, cancellation);
    const response = await abortable.result(
      abortable.send<Response>((request) => call.session.query(request, abortable.cancellation)),
    );
    return new Execution(response, abortable, call.plan);
  }

  /** Names and types of the columns, once a block has told them. */
  get schema(): Schema | undefined {
    return this.#schema;
  }

  /** The blocks that have arrived, at least one with rows; none at the end. */
  async next(): Promise<Arrived[]> {
    for (;;) {
      const transfers = await this.#batches.next();
      if (transfers.length === 0) return [];
      const arrived = transfers.map((transfer) => this.#arrived(transfer)).filter(({ part }) => part.to > 0);
      if (arrived.length > 0) return arrived;
    }
  }

  #arrived(transfer: Transfer): Arrived {
    if (transfer.names !== undefined && transfer.types !== undefined) {
      this.#schema = schemaOf(transfer.names, transfer.types, this.#plan, this.head);
    }
    const schema = this.#schema ?? new Schema([], [], []);
    return { schema, part: partOf(transfer, schema) };
  }

  close(error?: unknown): void {
    this.#batches.close(error);
  }
}

function schemaOf(
  names: readonly string[],
  typeNames: readonly string[],
  plan: ReadPlan,
  { timezone }: ResponseHead,
): Schema {
  const types = typeNames.map(parseType);
  return new Schema(names, types, plan.columns(names, types, timezone));
}
