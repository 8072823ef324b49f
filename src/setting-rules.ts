/** What becomes of settings that the server does not have, or that its user may not change. */
import type { Attendant } from './attendant.ts';
import type { Deadline } from './deadline.ts';
import { ClickHouseError, type Failure } from './errors.ts';
import type { ResolvedOptions } from './options.ts';
import { DEDUPLICATION_TOKEN } from './request.ts';
import { tellDropped } from './telemetry/log.ts';

/** The server's settings by name, and whether its user may change them. */
export type ServerSettings = ReadonlyMap<string, boolean>;

/** The most that a request waits for them, in milliseconds. */
const PATIENCE = 5000;

/** How long a server that does not answer within that time is not asked again, in milliseconds. */
const REST = 60_000;

/** Parameters of the HTTP interface, which are in no list of settings. */
const transport = new Set([
  'buffer_size',
  'close_session',
  'profile',
  'quota_key',
  'session_check',
  'session_timeout',
  'stacktrace',
  'wait_end_of_query',
]);

/** Settings without which a request would not be the same: rows would be stored twice, or count as stored. */
const kept = new Set([DEDUPLICATION_TOKEN]);

/** A request whose settings are checked. */
export interface Checked {
  /** Name of the method that sends it. */
  readonly where: string;
  /** The settings that a user has given it. */
  readonly settings: readonly string[];
  readonly deadline: Deadline | undefined;
}

/** The rules of a client, where the server does not decide alone; `ask` asks it for its settings. */
export function settingRules(
  { invalidSettingAction: action, logger }: ResolvedOptions,
  ask: () => Promise<ServerSettings>,
): SettingRules | undefined {
  return action === 'send' ? undefined : new SettingRules(action, logger, ask);
}

/** The rules of one client. */
export class SettingRules {
  readonly #action: 'drop' | 'error';
  readonly #logger: ResolvedOptions['logger'];
  readonly #ask: () => Promise<ServerSettings>;
  readonly #told = new Set<string>();
  #known: Promise<ServerSettings | undefined> | undefined;
  /** When the server may be asked again. */
  #rested = 0;

  constructor(action: 'drop' | 'error', logger: ResolvedOptions['logger'], ask: () => Promise<ServerSettings>) {
    this.#action = action;
    this.#logger = logger;
    this.#ask = ask;
  }

  check(request: Checked): SettingCheck {
    return new SettingCheck(this, request);
  }

  /** The settings of the server. A server that does not answer decides itself, and is asked again later. */
  known(): Promise<ServerSettings | undefined> {
    if (performance.now() < this.#rested) return Promise.resolve(undefined);
    this.#known ??= this.#ask().catch((error: unknown) => {
      this.#known = undefined;
      if (error instanceof ClickHouseError && error.code === 'ERR_TIMEOUT') this.#rested = performance.now() + REST;
      return undefined;
    });
    return this.#known;
  }

  /** What a request fails with, unless its settings are to be left out. */
  refusal(where: string, [first]: readonly string[], known: ServerSettings): Failure | undefined {
    if (first === undefined || this.#action === 'drop') return undefined;
    const reason = known.has(first) ? 'may not be changed by this user' : 'is none that the server has';
    const message = `${where}: the setting '${first}' ${reason}`;
    return { failure: 'settings', code: 'ERR_INVALID_SETTING', message, retryable: false, attempts: 0 };
  }

  /** Tells what is left out, each setting once. */
  tell(where: string, dropped: readonly string[]): void {
    const news = dropped.filter((name) => !this.#told.has(name));
    for (const name of news) this.#told.add(name);
    if (news.length > 0) tellDropped(this.#logger, where, news);
  }
}

/** Checks the settings of one request before it is sent. */
export class SettingCheck implements Attendant {
  readonly #rules: SettingRules;
  readonly #request: Checked;
  readonly #woken: Promise<undefined>;
  #wake: () => void = () => undefined;
  /** What is not sent. */
  readonly dropped = new Set<string>();

  constructor(rules: SettingRules, request: Checked) {
    this.#rules = rules;
    this.#request = request;
    this.#woken = new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
    });
  }

  async admit(): Promise<Failure | undefined> {
    const { where, settings, deadline } = this.#request;
    const left = Math.min(deadline?.left() ?? PATIENCE, PATIENCE);
    const late = setTimeout(this.#wake, Math.max(left, 0));
    const known = await Promise.race([this.#rules.known(), this.#woken]);
    clearTimeout(late);
    if (known === undefined) return undefined;
    const refused = settings.filter((name) => !transport.has(name) && known.get(name) !== true);
    const failure = this.#rules.refusal(where, refused, known);
    if (failure !== undefined) return failure;
    for (const name of refused) if (!kept.has(name)) this.dropped.add(name);
    this.#rules.tell(where, [...this.dropped]);
    return undefined;
  }

  wake(): void {
    this.#wake();
  }

  over(): void {}
}
