import { setTimeout as sleep } from 'node:timers/promises';
import type { HostMetrics, QuerySummary, Row, SessionOptions } from '../index.js';
import { gatheredColumns } from './block.ts';
import type { VectorColumn } from './column.ts';
import { company } from './company.ts';
import { Deadline } from './deadline.ts';
import { describeResult } from './describe.ts';
import { ClickHouseError, type Failure, type FailureContext, fromFailure } from './errors.ts';
import {
  Abortable,
  type Batches,
  type Call,
  Execution,
  gather,
  gatherBytes,
  isFailure,
  startBytes,
} from './execution.ts';
import { type Attempt, Login, refusesLogin } from './login.ts';
import {
  type Cancellation,
  type Insertion,
  openSession,
  type RequestOptions,
  type ResponseHead,
  type Session,
} from './native.ts';
import { type ResolvedOptions, sessionOptions } from './options.ts';
import { type Extra, type Prepared, prepare, type TimedOptions } from './request.ts';
import { metricsOf } from './pool.ts';
import { LOCKED, PAUSES, SessionTurns } from './session-turns.ts';
import { parseSummary } from './summary.ts';
import { type Part, Schema, Table } from './table.ts';
import type { Kind } from './telemetry/operation.ts';
import { Upload } from './upload.ts';

/** The most that asking how far a query is may take, in milliseconds. */
const ASK_TIMEOUT = 5000;

/** A buffered answer. */
export interface Answer {
  readonly table: Table;
  readonly head: ResponseHead;
  readonly queryId: string;
  readonly summary: QuerySummary;
}

/** The blocks of an answer, and the query that they came from. */
interface Received {
  readonly execution: Execution;
  readonly parts: readonly Part[];
}

/** The way from the methods of a client to its server. */
export class Connection {
  readonly options: ResolvedOptions;
  readonly login: Login;
  readonly #session: Session;
  /** Requests that stop queries on the server. */
  readonly #kills = new Set<Promise<void>>();
  readonly #turns: SessionTurns;
  readonly #closeListeners = new Set<(error: Error) => void>();
  #closing: Promise<void> | undefined;
  /** Whether a server is being asked how far a query is. */
  #asking = false;

  /** `pool` is that of another client, if it is to be shared. */
  constructor(options: ResolvedOptions, pool = options.pool?.native) {
    this.options = options;
    this.#turns = new SessionTurns(options.connectTimeout);
    const session = openSession(
      {
        url: options.baseUrl,
        furtherUrls: [...options.furtherUrls],
        hostPolicy: options.hostPolicy,
        headers: options.headers.map(([name, value]) => [name, value]),
        connectTimeout: options.connectTimeout,
        requestTimeout: options.requestTimeout,
        protocolVersion: options.protocolVersion,
        maxConnections: options.maxConnections,
        maxConnectionAge: options.maxConnectionAge,
        bufferBytes: options.httpBufferSize,
        maxErrorSize: options.maxErrorSize,
        ...(options.tls && { tls: options.tls }),
        ...options.proxies,
      },
      pool,
    );
    if (isFailure(session)) throw this.#before(session);
    this.#session = session;
    this.login = new Login(options.tokens, {
      error: (failure, cause) => this.#before(failure, cause),
      late: (deadline) => this.late(deadline),
      onClose: (listener) => this.onClose(listener),
    });
  }

  /** A connection in a session of its own, over the same pool. */
  inSession(options: SessionOptions): Connection {
    if (this.#closing !== undefined) throw this.#closed();
    return new Connection(sessionOptions(this.options, options, 'session'), this.#session.pool());
  }

  prepare(sql: string, options: TimedOptions, extra: Extra): Prepared {
    return prepare(this.options, sql, options, extra);
  }

  /** A statement about others: outside of sessions and limits, and in need of no place. */
  prepareApart(sql: string, options: TimedOptions, id: string, quiet = false): Prepared {
    const settings = { limit: null, offset: null };
    const client = { ...this.options, sessionId: undefined };
    const parameters = [['id', id]] as const;
    return prepare(client, sql, { ...options, settings }, { where: 'kill', parameters, beside: true, quiet });
  }

  /** Sends a query and waits for its response to begin; `cancellation` ends the wait. */
  async start(
    prepared: Prepared,
    signal: AbortSignal | undefined,
    parameters?: unknown,
    cancellation?: Cancellation,
  ): Promise<Execution> {
    return await this.login.send({ signal, deadline: prepared.deadline }, (attempt) =>
      Execution.start(this.#call(prepared, signal, attempt, parameters), cancellation),
    );
  }

  /** The same for an answer that is read as bytes. */
  async startBytes(
    prepared: Prepared,
    signal: AbortSignal | undefined,
    parameters: unknown,
    cancellation: Cancellation,
  ): Promise<Batches<Uint8Array>> {
    return await this.login.send({ signal, deadline: prepared.deadline }, (attempt) =>
      startBytes(this.#call(prepared, signal, attempt, parameters), cancellation),
    );
  }

  /** Sends a query and reads its whole answer as bytes. */
  async readBytes(prepared: Prepared, signal: AbortSignal | undefined, parameters: unknown): Promise<Uint8Array> {
    return await this.login.send({ signal, deadline: prepared.deadline }, (attempt) =>
      gatherBytes(this.#call(prepared, signal, attempt, parameters)),
    );
  }

  /** Sends a query and reads its whole answer. */
  async read(prepared: Prepared, signal: AbortSignal | undefined, parameters?: unknown): Promise<Answer> {
    const { execution, parts } = await this.receive(prepared, signal, parameters);
    const schema = execution.schema ?? (await this.emptySchema(execution, prepared, signal));
    return {
      table: new Table(schema, parts),
      head: execution.head,
      queryId: execution.head.queryId ?? prepared.queryId ?? '',
      summary: parseSummary(execution.head.summary),
    };
  }

  /** Asks all servers, one of which knows more than the others; gives its answer. */
  async readEverywhere(prepare: () => Prepared, signal?: AbortSignal): Promise<Table> {
    const asked = this.#session.metrics().map(async ({ host }) => {
      const prepared = prepare();
      return this.read({ ...prepared, request: { ...prepared.request, host } }, signal);
    });
    const knowing = asked.map(async (answer) => {
      const { table } = await answer;
      return table.rowCount > 0 ? table : Promise.reject(new Error('it knows nothing'));
    });
    // A server that cannot be asked might be the one, unless another is.
    return Promise.any(knowing).catch(async () => ((await Promise.all(asked))[0] as Answer).table);
  }

  /** Sends a query and takes all the blocks of its answer. */
  async receive(prepared: Prepared, signal: AbortSignal | undefined, parameters?: unknown): Promise<Received> {
    const execution = await this.start(prepared, signal, parameters);
    const parts: Part[] = [];
    try {
      for (;;) {
        const arrived = await execution.next();
        if (arrived.length === 0) return { execution, parts };
        for (const { part } of arrived) parts.push(part);
      }
    } finally {
      // Blocks that cannot be read, of a type that is not supported, must not keep the query's place.
      execution.close();
    }
  }

  /** Sends a query and reads its whole answer as columns. */
  async readColumns(
    prepared: Prepared,
    signal: AbortSignal | undefined,
    parameters?: unknown,
  ): Promise<VectorColumn[]> {
    const { schema, gathered } = await this.login.send({ signal, deadline: prepared.deadline }, (attempt) =>
      gather(this.#call(prepared, signal, attempt, parameters)),
    );
    return gatheredColumns(schema ?? (await this.emptySchema(gathered, prepared, signal)), gathered);
  }

  /** Sends the blocks of an insert, now and as they come. */
  insert(prepared: Prepared, insertion: Insertion, signal: AbortSignal | undefined, attempt: Attempt): Upload {
    try {
      return new Upload(this.#call(prepared, signal, attempt, undefined, 'insert'), insertion);
    } catch (error) {
      insertion.abandon();
      throw error;
    }
  }

  /** What a call fails with whose time is over before a request. */
  late({ timeout }: Deadline): Error {
    return this.#before({
      failure: 'timeout',
      code: 'ERR_TIMEOUT',
      message: this.#lateness(timeout),
      retryable: false,
    });
  }

  /** Tells `listener` what a call fails with that has made no request yet when the client is closed; gives what forgets it. */
  onClose(listener: (error: Error) => void): () => void {
    if (this.#closing !== undefined) listener(this.#closed());
    this.#closeListeners.add(listener);
    return () => void this.#closeListeners.delete(listener);
  }

  /** Whether the server answers; rejects with what keeps it from doing so. */
  async ping(timeout: number, signal: AbortSignal | undefined): Promise<void> {
    const deadline = Deadline.of(timeout);
    const prepared = prepare({ ...this.options, sessionId: undefined }, '', {}, { where: 'ping' });
    await this.login.send({ signal, deadline }, async (attempt) => {
      const call = this.#call({ ...prepared, deadline }, signal, attempt, undefined, 'connection');
      const abortable = new Abortable(call);
      const answer = async ({ headers, timeout: left = timeout }: RequestOptions): Promise<object> =>
        (await this.#session.ping(left, headers, abortable.cancellation)) ?? {};
      await abortable.result<object>(abortable.send(answer));
      abortable.release();
    });
  }

  /** What goes on, by host. */
  metrics(): Record<string, HostMetrics> {
    return metricsOf(this.#session.metrics());
  }

  /** Ends all requests here and on the server, and waits for those that are being stopped there already. */
  async close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = this.#session.close();
      this.#turns.close();
      for (const listener of this.#closeListeners) listener(this.#closed());
    }
    await Promise.all([this.#closing, ...this.#kills]);
  }

  /**
   * The schema of an answer without blocks: a result without rows has no bytes that could tell it. A statement
   * without a result has no columns.
   */
  async emptySchema(
    { head, host }: Pick<Execution, 'head' | 'host'>,
    prepared: Prepared,
    signal: AbortSignal | undefined,
  ): Promise<Schema> {
    if (!hasResult(head)) return new Schema([], [], []);
    // Another server may not have the same tables yet.
    const request = { ...prepared.request, host };
    return describeResult(
      this,
      { ...prepared, request, queryId: undefined, onProgress: undefined },
      head.timezone,
      signal,
    );
  }

  #closed(): Error {
    return this.#before({
      failure: 'closed',
      code: 'ERR_CLIENT_CLOSED',
      message: 'the client is closed',
      retryable: false,
    });
  }

  /** A failure before a request. */
  #before(failure: Failure, cause?: unknown): Error {
    return fromFailure(failure, { ...this.#context(), attempts: 0, cause });
  }

  /** What the errors of all requests tell. */
  #context(): FailureContext {
    const { host, showClickHouseErrors } = this.options;
    return { host, showClickHouseErrors };
  }

  #call(
    prepared: Prepared,
    signal: AbortSignal | undefined,
    attempt: Attempt,
    parameters: unknown,
    kind: Kind = 'query',
  ): Call {
    const { plan, queryId, deadline } = prepared;
    const { number } = attempt;
    const login = attempt.headers.map(([name, value]) => [name, value]);
    const request = { ...prepared.request, headers: [...prepared.request.headers, ...login] };
    const context = { ...this.#context(), sql: request.sql, parameters, queryId };
    const error = (failure: Failure): Error => {
      if (refusesLogin(failure)) attempt.refused = true;
      return fromFailure(failure, { ...context, attempts: (failure.attempts ?? 1) + number - 1 });
    };
    let headers: readonly string[][] = [];
    const call: Call = {
      session: this.#session,
      request: () => (headers.length === 0 ? request : { ...request, headers: [...headers, ...request.headers] }),
      signal,
      plan,
      error,
      kill: (cancellation) => this.#kill(cancellation),
      attend: (fail) => {
        const { options } = this;
        const all = company({ prepared, kind, options, turns: this.#turns, ask: this.#ask, free: this.#free, fail });
        headers = all.headers;
        return all.attendants;
      },
    };
    if (deadline === undefined) return call;
    const message = this.#lateness(deadline.timeout);
    const late = { failure: 'timeout', code: 'ERR_TIMEOUT', message, retryable: false, attempts: 0 };
    deadline.start();
    return {
      ...call,
      request: () => {
        const left = deadline.left();
        if (left > 0) return { ...call.request(), timeout: left };
        signal?.throwIfAborted();
        throw error(late);
      },
      // A later request of a call is told only what is left.
      error: (failure) =>
        error(
          failure.code === 'ERR_TIMEOUT'
            ? { ...failure, message: this.#lateness(deadline.timeout, failure.host) }
            : failure,
        ),
    };
  }

  /** The first row of a statement that goes beside another one. */
  readonly #ask = async (sql: string, id: string): Promise<Row | undefined> => {
    // Many queries are asked about one after another, not all at once.
    if (this.#asking) return undefined;
    this.#asking = true;
    try {
      const table = await this.readEverywhere(() => this.prepareApart(sql, { timeout: ASK_TIMEOUT }, id, true));
      return table.first(table.schema.objects);
    } finally {
      this.#asking = false;
    }
  };

  /** Waits, but not for long, until the server has left what was stopped in a session. */
  readonly #free = async (sessionId: string): Promise<void> => {
    const options = { sessionId, timeout: ASK_TIMEOUT };
    for (const pause of PAUSES) {
      const prepared = prepare(this.options, 'SELECT 1', options, { where: 'insert', beside: true, quiet: true });
      const error = await this.read(prepared, undefined).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      // Whatever else is wrong, the insert finds it too.
      if (!(error instanceof ClickHouseError) || error.serverCode !== LOCKED) return;
      await sleep(pause);
    }
  };

  #lateness(timeout: number, host = this.options.host): string {
    return `no complete answer from ${host} within ${timeout} ms`;
  }

  /** Stops a query on the server. Nobody but `close` waits for it: the query's connection is closed already. */
  #kill(cancellation: Cancellation): void {
    const stop = this.login.changes
      ? this.login.headers().then((login) =>
          this.#session.kill(
            cancellation,
            login.map((pair) => [...pair]),
          ),
        )
      : this.#session.kill(cancellation, []);
    const killed = stop.finally(() => this.#kills.delete(killed));
    this.#kills.add(killed);
  }
}

/** Whether a statement has a result, if only an empty one. */
export function hasResult(head: ResponseHead): boolean {
  return head.format === 'Native';
}
