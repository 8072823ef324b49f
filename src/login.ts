import type { Deadline } from './deadline.ts';
import { type Failure, withLongStack } from './errors.ts';
import { bearer, type HeaderPairs } from './headers.ts';
import type { Token, Tokens } from './tokens.ts';

/** Node's timers count in 31 bits; nobody waits that long for a token. */
const LONGEST_TIMER = 0x7fff_ffff;

/** Codes of the server for logins that it does not accept: of a token that has expired, and of none. */
const refusals = new Set([516, 194]);

/** One request as it logs in. */
export interface Attempt {
  /** The headers that log in where those of the client do not. */
  readonly headers: HeaderPairs;
  /** How many requests there have been, this one included. */
  readonly number: number;
  /** Whether the server did not accept the login. */
  refused: boolean;
}

/** What may end the wait for a token. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: Deadline | undefined;
  /** Whether it needs no token, as it logs in by itself. */
  readonly own?: boolean;
}

/** What a login needs of its connection. */
export interface Surroundings {
  /** Makes the error of a failure before a request. */
  readonly error: (failure: Failure, cause?: unknown) => Error;
  readonly late: (deadline: Deadline) => Error;
  /** Tells a listener when the client is closed; gives what forgets it. */
  readonly onClose: (listener: (error: Error) => void) => () => void;
}

/** Logs requests in with tokens, if there are any; the headers of the client do it otherwise. */
export class Login {
  readonly #tokens: Tokens | undefined;
  readonly #surroundings: Surroundings;

  constructor(tokens: Tokens | undefined, surroundings: Surroundings) {
    this.#tokens = tokens;
    this.#surroundings = surroundings;
  }

  /** Sends a request, and once more with a new token when the server does not accept the first. */
  async send<T>(waiting: Waiting, request: (attempt: Attempt) => Promise<T>): Promise<T> {
    const tokens = this.#tokens;
    if (tokens === undefined || waiting.own) return await request({ headers: [], number: 1, refused: false });
    const token = tokens.current();
    const first = await this.#attempt(token, waiting, 1);
    try {
      return await request(first);
    } catch (error) {
      if (!first.refused) throw error;
      tokens.forget(token);
    }
    const next = tokens.current();
    const second = await this.#attempt(next, waiting, 2);
    try {
      return await request(second);
    } catch (error) {
      // Whoever comes next asks for another.
      if (second.refused) tokens.forget(next);
      throw error;
    }
  }

  /** Headers that log in now, for what must reach the server after a request has long begun; none where the client's do. */
  async headers(): Promise<HeaderPairs> {
    const token = this.#tokens?.young();
    if (token === undefined) return [];
    return await token.then(bearer).catch(() => []);
  }

  /** Whether logins change. */
  get changes(): boolean {
    return this.#tokens !== undefined;
  }

  /** For a request that cannot be sent again: a token that was not used before. */
  async once(waiting: Waiting): Promise<Attempt> {
    if (this.#tokens === undefined || waiting.own) return { headers: [], number: 1, refused: false };
    return await this.#attempt(this.#tokens.fresh(), waiting, 1);
  }

  async #attempt(token: Token, waiting: Waiting, number: number): Promise<Attempt> {
    const text = await this.#arrived(token, waiting);
    return { headers: withLongStack(() => bearer(text)), number, refused: false };
  }

  /** Waits for a token, no longer than its request may take. */
  async #arrived(token: Token, { signal, deadline }: Waiting): Promise<string> {
    signal?.throwIfAborted();
    const { error, late, onClose } = this.#surroundings;
    const releases: (() => void)[] = [];
    const fail = (make: () => unknown) => () => {
      throw make();
    };
    // The errors are made behind the `await`, so that their stacks lead to the caller.
    const outcome = await new Promise<() => string>((resolve) => {
      const onAbort = (): void => resolve(fail(() => signal?.reason));
      signal?.addEventListener('abort', onAbort, { once: true });
      releases.push(() => signal?.removeEventListener('abort', onAbort));
      // The process must not end while somebody waits.
      const waits = setTimeout(() => undefined, LONGEST_TIMER);
      releases.push(() => clearTimeout(waits));
      releases.push(onClose((closed) => resolve(fail(() => closed))));
      if (deadline !== undefined) {
        const timer = setTimeout(() => resolve(fail(() => late(deadline))), Math.min(deadline.left(), LONGEST_TIMER));
        releases.push(() => clearTimeout(timer));
      }
      token.then(
        (value) => resolve(() => value),
        (cause) => resolve(fail(() => error(UNAVAILABLE, cause))),
      );
    });
    for (const release of releases) release();
    return outcome();
  }
}

const UNAVAILABLE: Failure = {
  failure: 'connect',
  code: 'ERR_TOKEN_PROVIDER',
  message: "the function of the option 'tokenProvider' gave no token: it failed, for the reason in `cause`",
  retryable: false,
};

/** How servers refuse a login. */
const refusal = /authentication|password required|token|JWT/i;
/** What they say when the same has come about inside of a statement, which has begun then: in another server, in a view, by `throwIf`. */
const inside = /Received from|\bwhile\b|In scope/i;

/** Whether a server, or a gateway in front of it, did not accept the login, so that nothing of the request was done. */
export function refusesLogin({ serverCode, httpStatus, message }: Failure): boolean {
  if (serverCode === undefined) return httpStatus === 401;
  return refusals.has(serverCode) && refusal.test(message) && !inside.test(message);
}
