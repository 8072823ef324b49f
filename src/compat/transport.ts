import { Readable } from 'node:stream';
import { createBrotliCompress, createGzip } from 'node:zlib';
import type { PingResult } from '../../compat.js';
import type { Bytes } from '../batches.ts';
import type { Codec } from '../compression.ts';
import { Connection } from '../connection.ts';
import { Attachment } from '../external-data/attachment.ts';
import type { ClickHouseError as NativeError } from '../errors.ts';
import { resolveOptions, withHeaders } from '../options.ts';
import { sendBytes } from '../raw-insert.ts';
import type { Extra, Prepared } from '../request.ts';
import { onlyReads } from '../sql/reading.ts';
import type { Backend, Call, Exec, Reply, Statement } from './backend.ts';
import { type Body, NativeBody, streamOf } from './body.ts';
import { codecOf, nativeOptions, type Resolved } from './config.ts';
import { ClickHouseError, textOf, translated } from './errors.ts';
import { clientHeaders, responseHeaders, userHeaders } from './headers.ts';
import type { Log } from './logger.ts';
import { parameterPairs } from './params.ts';
import { settingTexts } from './settings.ts';
import type { Encoded } from './values.ts';

type Operation = 'Query' | 'Insert' | 'Exec' | 'Command';

/** Sends the calls of a client over our connections. */
export class Transport implements Backend {
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #timeout: number;
  readonly #packing: { readonly request: Codec | false; readonly response: Codec | false };
  readonly #ownLogin: boolean;

  constructor(config: Resolved) {
    const { compression = {}, http_headers, set_basic_auth_header: basic = true, journal } = config;
    this.#packing = {
      request: codecOf(compression.request, 'request'),
      response: codecOf(compression.response, 'response'),
    };
    this.#ownLogin = !basic;
    this.#log = journal;
    // The environment says nothing to `@clickhouse/client`.
    const options = resolveOptions(nativeOptions(config), {});
    this.#timeout = options.requestTimeout;
    this.#connection = new Connection(
      withHeaders(options, clientHeaders(options.headers, http_headers, this.#ownLogin)),
    );
  }

  async query(call: Statement): Promise<Reply & { readonly stream: Body }> {
    return await this.#told('Query', call, async () => {
      const prepared = this.#prepare('query', call, {
        compress: this.#packing.response,
        repeats: onlyReads(call.query),
      });
      const bytes = await this.#start(prepared, call.abort_signal);
      // Its counters are those of the first bytes.
      const { summary: _, ...reply } = replyOf(bytes.headers(), prepared);
      return { ...reply, stream: new NativeBody(bytes, call.abort_signal) };
    });
  }

  async command(call: Exec): Promise<Reply> {
    const run = async (): Promise<Reply> => {
      const prepared = this.#prepare('command', call, { compress: this.#packing.response });
      const bytes = await this.#start(prepared, call.abort_signal);
      const reply = replyOf(bytes.headers(), prepared);
      while ((await bytes.next()).length > 0);
      return reply;
    };
    return await this.#told('Command', call, () => run().catch((error: unknown) => refusal(error, call).reply));
  }

  async exec(call: Exec): Promise<Reply & { readonly stream: Readable }> {
    const run = async (): Promise<Reply & { readonly stream: Readable }> => {
      const { values, abort_signal, decompress_response_stream: unpacks = true } = call;
      const attachment = values && Attachment.of({ data: values }, 'exec');
      const { response } = this.#packing;
      // Not every Node can pack as ZSTD what was unpacked here.
      const compress = unpacks || response !== 'zstd' ? response : 'gzip';
      const prepared = this.#prepare('exec', call, { compress, attachment });
      const bytes = await this.#start(prepared, abort_signal);
      const stream = streamOf(new NativeBody(bytes, abort_signal), { make: (piece) => piece, objects: false });
      const reply = replyOf(bytes.headers(), prepared);
      return { ...reply, stream: unpacks ? stream : packed(stream, reply) };
    };
    const refused = (error: unknown): Reply & { readonly stream: Readable } => {
      const { reply, text } = refusal(error, call);
      return { ...reply, stream: Readable.from([Buffer.from(text)], { objectMode: false }) };
    };
    return await this.#told('Exec', call, () => run().catch(refused));
  }

  async insert(call: Statement & { readonly values: Encoded }): Promise<Reply> {
    return await this.#told('Insert', call, async () => {
      const compress = this.#packing.request;
      const prepared = this.#prepare('insert', call, { compress, repeats: 'deduplicated' });
      const head = await sendBytes(this.#connection, call.values, {
        prepared,
        call: { signal: call.abort_signal, deadline: undefined, own: prepared.own },
        compress,
        evenEmpty: true,
      });
      return replyOf(head?.headers ?? [], prepared);
    });
  }

  async ping({ select, ...call }: Call & { readonly select: boolean }): Promise<PingResult> {
    try {
      if (select) await this.#ask(call);
      else await this.#connection.ping(this.#timeout, call.abort_signal);
      return { success: true };
    } catch (thrown) {
      const error = translated(thrown, call.abort_signal) as Error;
      this.#log.write('warn', { message: 'Ping: HTTP request error.', err: error });
      return { success: false, error };
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Finds out whether the server lets the user in. */
  async #ask(call: Call): Promise<void> {
    const prepared = this.#prepare('ping', { ...call, query: "SELECT 'ping'" }, { useDatabase: false, repeats: true });
    await this.#connection.readBytes(prepared, call.abort_signal);
  }

  #start(prepared: Prepared, signal: AbortSignal | undefined): Promise<Bytes> {
    return this.#connection.startBytes(prepared, signal);
  }

  #prepare(where: string, call: Statement, extra: Omit<Extra, 'where' | 'parameters'>): Prepared {
    // A token of the call logs in whatever else does.
    const ownLogin = this.#ownLogin && !(call.auth && 'access_token' in call.auth);
    const { custom, login } = userHeaders(call.http_headers, ownLogin);
    const options = {
      queryId: call.query_id || undefined,
      sessionId: call.session_id || undefined,
      role: call.role?.length ? (call.role as string | string[]) : undefined,
      settings: settingTexts(undefined, call.clickhouse_settings),
      headers: custom,
      ...(ownLogin ? {} : loginOf(call.auth)),
    };
    const parameters = parameterPairs(call.query_params);
    const prepared = this.#connection.prepare(call.query, options, { ...extra, where, parameters });
    for (const [name, value] of login) prepared.request.headers.push([name, value]);
    if (call.use_multipart_params === true) prepared.request.form = true;
    // Only what is too long for a URL.
    else if (call.use_multipart_params === false) delete prepared.request.form;
    return prepared;
  }

  /** Carries out a call; its failure is logged and thrown as users know it. */
  async #told<T extends Reply>(operation: Operation, call: Call, run: () => Promise<T>): Promise<T> {
    const { query_id, session_id, abort_signal } = call;
    const begun = performance.now();
    try {
      const reply = await run();
      if (this.#log.shows('debug')) {
        const args = { operation, query_id: reply.query_id, response_time_ms: Math.round(performance.now() - begun) };
        this.#log.write('debug', { message: `${operation}: got a response from ClickHouse`, args });
      }
      return reply;
    } catch (thrown) {
      const err = translated(thrown, abort_signal) as Error;
      const args = { operation, query_id, session_id, with_abort_signal: abort_signal !== undefined };
      this.#log.write('error', { message: `${operation}: HTTP request error.`, err, args });
      throw err;
    }
  }
}

function loginOf(auth: Call['auth']): { accessToken?: string; username?: string; password?: string } {
  if (auth === undefined) return {};
  if ('access_token' in auth) return { accessToken: auth.access_token };
  return 'username' in auth && 'password' in auth ? { username: auth.username, password: auth.password } : {};
}

/** A response is only taken when its status is 200. */
function replyOf(pairs: readonly (readonly string[])[], { queryId = '' }: Prepared): Reply {
  const headers = responseHeaders(pairs);
  const summary = summaryOf(headers['x-clickhouse-summary']);
  return { query_id: queryId, response_headers: headers, http_status_code: 200, ...(summary && { summary }) };
}

function summaryOf(header: string | string[] | undefined): Reply['summary'] {
  try {
    return JSON.parse(String(header)) as Reply['summary'];
  } catch {
    return undefined;
  }
}

/** A refusal as an answer, for those who want no error; throws others. */
function refusal(
  error: unknown,
  { ignore_error_response, abort_signal }: Exec,
): { readonly reply: Reply; readonly text: string } {
  const refused = translated(error, abort_signal);
  if (ignore_error_response !== true || !(refused instanceof ClickHouseError)) throw error;
  const { queryId = '', httpStatus } = error as NativeError;
  const response_headers = { 'x-clickhouse-query-id': queryId, 'x-clickhouse-exception-code': refused.code };
  return { reply: { query_id: queryId, response_headers, http_status_code: httpStatus }, text: textOf(refused) };
}

/** The stream as the server has packed it: whoever wants that hands it on. */
function packed(stream: Readable, { response_headers }: Reply): Readable {
  const coding = response_headers['content-encoding'];
  if (coding === undefined) return stream;
  const packer = coding === 'br' ? createBrotliCompress() : createGzip();
  stream.on('error', (error) => packer.destroy(error));
  packer.on('error', () => undefined);
  packer.on('close', () => stream.destroy());
  return stream.pipe(packer);
}
