import type { RequestOptions as CallOptions } from '../index.js';
import type { Codec, Coding } from './compression.ts';
import { Deadline } from './deadline.ts';
import type { Attachment } from './external-data/attachment.ts';
import { customHeaders, ownLogin } from './headers.ts';
import { hasTags, tagged } from './integrations.ts';
import type { RequestOptions } from './native.ts';
import type { ResolvedOptions } from './options.ts';
import { randomId } from './random-id.ts';
import { ReadPlan } from './reading.ts';
import { mergedSettings } from './settings.ts';

/** The options of a call, and the time that it has if that is known already. */
export interface TimedOptions extends CallOptions {
  readonly deadline?: Deadline | undefined;
}

/** What a method adds to the options of its caller. */
export interface Extra {
  /** Name of the method, for errors. */
  readonly where: string;
  readonly parameters?: readonly (readonly [string, string])[];
  /** The values of the statement as its caller gave them, for errors. */
  readonly given?: unknown;
  /** Settings that the method chooses where nobody else has. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly useDatabase?: boolean;
  /** How the answer is read. */
  readonly plan?: ReadPlan;
  readonly compress?: Codec | false;
  /** The coding that the data of an insert came in. */
  readonly bodyCoding?: Coding | false;
  /** Whether it needs no place in the pool. */
  readonly beside?: boolean;
  /** Whether it is the client's own question, which nothing goes with. */
  readonly quiet?: boolean;
  /** Whether it may be run twice: always, or where a deduplication token makes that harmless. */
  readonly repeats?: boolean | 'deduplicated';
  /** `host:port` of the server that it belongs to. */
  readonly host?: string | undefined;
  /** What goes with it beside the statement. */
  readonly attachment?: Attachment | undefined;
}

/** The setting by which the server knows an insert again. */
export const DEDUPLICATION_TOKEN = 'insert_deduplication_token';

/** A request as it is sent. */
export interface Prepared {
  readonly request: RequestOptions;
  readonly queryId: string | undefined;
  readonly plan: ReadPlan;
  /** The time for this request and those that it needs. */
  readonly deadline: Deadline | undefined;
  /** Name of the method that sends it. */
  readonly where: string;
  readonly database: string | undefined;
  /** The session that it runs in. */
  readonly sessionId: string | undefined;
  /** The settings that its caller and its client have given it. */
  readonly settings: readonly string[];
  readonly onProgress: CallOptions['onProgress'];
  /** Whether it logs in otherwise than its client. */
  readonly own: boolean;
  /** Whether nothing goes with it. */
  readonly quiet: boolean;
  /** The values of the statement as its caller gave them, for errors. */
  readonly given: unknown;
  /** What goes with it beside the statement. */
  readonly attachment: Attachment | undefined;
}

/** Lays the options of a call over those of its client. */
export function prepare(client: ResolvedOptions, sql: string, options: TimedOptions, extra: Extra): Prepared {
  const { onProgress } = options;
  // Without an id nobody could ask how far it is.
  const ownId = client.autogenerateQueryId || onProgress !== undefined;
  const queryId = options.queryId ?? (ownId ? randomId() : undefined);
  const settings = mergedSettings(client.settings, options.settings, extra.where);
  const given = new Set(settings.map(([name]) => name));
  for (const [name, value] of Object.entries(options.settings ?? {})) if (value !== undefined) given.add(name);
  const database = options.database ?? client.database;
  const query: [string, string][] = [];
  if (extra.useDatabase !== false && database !== undefined) query.push(['database', database]);
  if (queryId !== undefined) query.push(['query_id', queryId]);
  const sessionId = options.sessionId ?? client.sessionId;
  if (sessionId !== undefined) query.push(['session_id', sessionId]);
  for (const role of options.role === undefined ? client.role : [options.role].flat()) query.push(['role', role]);
  for (const [name, value] of Object.entries(extra.defaults ?? {})) if (!given.has(name)) query.push([name, value]);
  query.push(...settings.map(([name, value]): [string, string] => [name, value]));
  for (const [name, value] of extra.parameters ?? []) query.push([`param_${name}`, value]);
  const login = ownLogin(options, extra.where);
  const headers = [...(login ?? []), ...customHeaders(options.headers, extra.where)].map(([name, value]) => [
    name,
    value,
  ]);
  if (client.taggedAgent !== undefined && hasTags()) headers.push(['User-Agent', tagged(client.taggedAgent)]);
  const { compress = client.compress, bodyCoding = false, beside = false, repeats = false } = extra;
  const repeatable =
    repeats === 'deduplicated' ? query.some(([name, value]) => name === DEDUPLICATION_TOKEN && value !== '') : repeats;
  // Without spreads, which make objects that are slow to make and to read.
  const request: RequestOptions = { sql, query, headers, beside };
  if (compress !== false) request.compression = compress;
  if (bodyCoding !== false) request.bodyCoding = bodyCoding;
  if (repeatable) request.retries = client.queryRetries;
  if (extra.host !== undefined) request.host = extra.host;
  if (client.formEncodeQueryParams !== 'auto') request.form = client.formEncodeQueryParams;
  const deadline = options.deadline ?? Deadline.of(options.timeout);
  const { where, plan = ReadPlan.plain, quiet = false, attachment } = extra;
  const names = settings.map(([name]) => name);
  return {
    request,
    queryId,
    plan,
    deadline,
    where,
    database,
    sessionId,
    settings: names,
    onProgress,
    own: login !== undefined,
    quiet,
    given: extra.given,
    attachment,
  };
}
