import type { HostMetrics, QuerySummary, SessionOptions, SettingValue } from '../index.js';
import { gatheredColumns } from './block.ts';
import { callOf, type Means } from './calls.ts';
import type { VectorColumn } from './column.ts';
import { Deadline } from './deadline.ts';
import { describeResult } from './describe.ts';
import { Errands } from './errands.ts';
import { Abortable, type Call, isFailure } from './abortable.ts';
import type { Ending } from './ending.ts';
import { type Bytes, gatherBytes, startBytes } from './batches.ts';
import { Execution, gather, hasResult } from './execution.ts';
import { Faults } from './faults.ts';
import { Kills } from './kills.ts';
import { type Attempt, Login } from './login.ts';
import { type Gathered, type Insertion, openSession, type RequestOptions, type ResponseHead } from './native.ts';
import { changedSettings, type ResolvedOptions, sessionOptions } from './options.ts';
import { type Extra, type Prepared, prepare, type TimedOptions } from './request.ts';
import { metricsOf } from './pool.ts';
import { sessionConfig } from './session-config.ts';
import { SessionTurns } from './session-turns.ts';
import { type SettingRules, settingRules } from './setting-rules.ts';
import { parseSummary } from './summary.ts';
import { type Part, Schema, Table } from './table.ts';
import { Tables } from './tables.ts';
import { Upload } from './upload.ts';
import { invalid } from './validate.ts';

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

/** An answer in as few pieces as there can be. */
interface Gathering {
  readonly gathered: Gathered;
  readonly schema: Schema;
}

/** The way from the methods of a client to its server. */
export class Connection {
  readonly login: Login;
  readonly tables = new Tables(this);
  #options: ResolvedOptions;
  readonly #means: Means;
  readonly #closeListeners = new Set<(error: Error) => void>();
  #closing: Promise<void> | undefined;

  /** `pool` and `rules` are those of another client, if they are to be shared. */
  constructor(options: ResolvedOptions, pool = options.pool?.native, rules?: SettingRules) {
    this.#options = options;
    const faults = new Faults(options);
    const session = openSession(sessionConfig(options), pool);
    if (isFailure(session)) throw faults.before(session);
    this.login = new Login(options.tokens, {
      error: (failure, cause) => faults.before(failure, cause),
      late: (deadline) => faults.late(deadline),
      onClose: (listener) => this.onClose(listener),
    });
    const errands = new Errands(this);
    this.#means = {
      options,
      session,
      faults,
      kills: new Kills(session, this.login),
      turns: new SessionTurns(options.connectTimeout),
      errands,
      settings: rules ?? settingRules(options, errands.settings),
    };
  }

  get options(): ResolvedOptions {
    return this.#options;
  }

  /** Lays a setting over those of later requests; `null` takes one away. */
  setSetting(name: string, value: SettingValue): void {
    if (typeof name !== 'string') throw invalid('setClientSetting: the name must be a string');
    if (value === undefined) throw invalid(`setClientSetting: setting '${name}' is undefined; null takes it away`);
    this.#options = changedSettings(this.#options, { [name]: value }, 'setClientSetting');
  }

  /** A setting of all requests, as the text that is sent. */
  getSetting(name: string): string | undefined {
    if (typeof name !== 'string' || name === '') throw invalid('getClientSetting: the name must be a string');
    return this.#options.settings.findLast(([each]) => each === name)?.[1];
  }

  /** A connection in a session of its own, over the same pool. */
  inSession(options: SessionOptions): Connection {
    if (this.#closing !== undefined) throw this.#means.faults.closed();
    const { session, settings } = this.#means;
    // Another role may change other settings.
    const rules = options.role === undefined ? settings : undefined;
    return new Connection(sessionOptions(this.options, options, 'session'), session.pool(), rules);
  }

  prepare(sql: string, options: TimedOptions, extra: Extra): Prepared {
    return prepare(this.options, sql, options, extra);
  }

  /** A statement about others: outside of sessions, without the client's settings, and in need of no place. */
  prepareApart(sql: string, options: TimedOptions, id: string, quiet = false): Prepared {
    const client = { ...this.options, settings: [], sessionId: undefined };
    const parameters = [['id', id]] as const;
    return prepare(client, sql, options, { where: 'kill', parameters, beside: true, quiet });
  }

  /** Sends a query and waits for its response to begin; `ending` ends the wait. */
  start(prepared: Prepared, signal: AbortSignal | undefined, ending?: Ending): Promise<Execution> {
    return this.#send(prepared, signal, (call) => Execution.start(call, ending));
  }

  /** The same for an answer that is read as bytes. */
  startBytes(prepared: Prepared, signal: AbortSignal | undefined, ending?: Ending): Promise<Bytes> {
    return this.#send(prepared, signal, (call) => startBytes(call, ending));
  }

  /** Sends a query and reads its whole answer as bytes. */
  readBytes(prepared: Prepared, signal: AbortSignal | undefined): Promise<Uint8Array> {
    return this.#send(prepared, signal, gatherBytes);
  }

  /** Sends a query, with what goes with it. */
  async #send<T>(prepared: Prepared, signal: AbortSignal | undefined, send: (call: Call) => Promise<T>): Promise<T> {
    const { deadline, attachment } = prepared;
    const waiting = { signal, deadline, own: prepared.own };
    if (attachment === undefined) {
      return await this.login.send(waiting, (attempt) => send(callOf(this.#means, { prepared, signal, attempt })));
    }
    const request = async (attempt: Attempt): Promise<T> => {
      const loaded = await attachment.load(this, waiting, prepared);
      try {
        return await send(callOf(this.#means, { prepared, signal, attempt, loaded }));
      } catch (error) {
        loaded.feeding?.over({ error });
        throw error;
      }
    };
    if (!attachment.once) return await this.login.send(waiting, request);
    try {
      return await request(await this.login.once(waiting));
    } catch (error) {
      attachment.close(error);
      throw error;
    }
  }

  /** Sends a query and reads its whole answer. */
  async read(prepared: Prepared, signal: AbortSignal | undefined): Promise<Answer> {
    const { execution, parts } = await this.receive(prepared, signal);
    const schema = execution.schema ?? (await this.emptySchema(execution, prepared, signal));
    return {
      table: new Table(schema, parts),
      head: execution.head,
      queryId: execution.head.queryId ?? prepared.queryId ?? '',
      summary: parseSummary(execution.head.summary, execution.rows),
    };
  }

  /** Asks all servers, one of which knows more than the others; gives its answer. */
  async readEverywhere(prepare: () => Prepared, signal?: AbortSignal): Promise<Table> {
    const asked = this.#means.session.metrics().map(async ({ host }) => {
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
  async receive(prepared: Prepared, signal: AbortSignal | undefined): Promise<Received> {
    const execution = await this.start(prepared, signal);
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
  async readColumns(prepared: Prepared, signal: AbortSignal | undefined): Promise<VectorColumn[]> {
    const { schema, gathered } = await this.gather(prepared, signal, false);
    return gatheredColumns(schema, gathered);
  }

  /** Sends a query and takes its whole answer, its columns in one piece where they can be; with `alike` all of them or none. */
  async gather(prepared: Prepared, signal: AbortSignal | undefined, alike: boolean): Promise<Gathering> {
    const { schema, gathered } = await this.#send(prepared, signal, (call) => gather(call, alike));
    return { gathered, schema: schema ?? (await this.emptySchema(gathered, prepared, signal)) };
  }

  /** Sends the blocks of an insert, now and as they come. */
  insert(prepared: Prepared, insertion: Insertion, signal: AbortSignal | undefined, attempt: Attempt): Upload {
    try {
      return new Upload(callOf(this.#means, { prepared, signal, attempt, kind: 'insert' }), insertion);
    } catch (error) {
      insertion.abandon();
      throw error;
    }
  }

  /** What a call fails with whose time is over before a request. */
  late(deadline: Deadline): Error {
    return this.#means.faults.late(deadline);
  }

  /** Tells `listener` what a call fails with that has made no request yet when the client is closed; gives what forgets it. */
  onClose(listener: (error: Error) => void): () => void {
    if (this.#closing !== undefined) listener(this.#means.faults.closed());
    this.#closeListeners.add(listener);
    return () => void this.#closeListeners.delete(listener);
  }

  /** Whether the server answers; rejects with what keeps it from doing so. */
  async ping(timeout: number, signal: AbortSignal | undefined): Promise<void> {
    const deadline = Deadline.of(timeout);
    const prepared = prepare({ ...this.options, sessionId: undefined }, '', {}, { where: 'ping' });
    await this.login.send({ signal, deadline }, async (attempt) => {
      const sending = { prepared: { ...prepared, deadline }, signal, attempt, kind: 'connection' } as const;
      const abortable = new Abortable(callOf(this.#means, sending));
      const answer = async ({ headers, timeout: left = timeout }: RequestOptions): Promise<object> =>
        (await this.#means.session.ping(left, headers, abortable.cancellation)) ?? {};
      await abortable.result<object>(abortable.send(answer));
      abortable.release();
    });
  }

  /** What goes on, by host. */
  metrics(): Record<string, HostMetrics> {
    return metricsOf(this.#means.session.metrics());
  }

  /** Ends all requests here and on the server, and waits for those that are being stopped there already. */
  async close(): Promise<void> {
    const { session, turns, kills, faults } = this.#means;
    if (this.#closing === undefined) {
      this.#closing = session.close();
      turns.close();
      for (const listener of this.#closeListeners) listener(faults.closed());
    }
    await Promise.all([this.#closing, kills.settled()]);
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
    const attachment = prepared.attachment?.empty;
    return describeResult(
      this,
      { ...prepared, request, attachment, queryId: undefined, onProgress: undefined },
      head.timezone,
      signal,
    );
  }
}
