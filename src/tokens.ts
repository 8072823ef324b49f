import type { TokenProvider } from '../index.js';

/** A token that is there or under way. */
export type Token = Promise<string>;

/** Milliseconds in which no token expires that is worth having. */
const YOUTH = 30_000;

/** Node's timers count in 31 bits. */
const LONGEST_TIMER = 0x7fff_ffff;

/** The token of a client and its sessions. */
export class Tokens {
  readonly #provider: TokenProvider;
  /** Milliseconds that it may take. */
  readonly #patience: number;
  #token: Token | undefined;
  /** When it was asked for. */
  #since = 0;

  constructor(provider: TokenProvider, patience: number) {
    this.#provider = provider;
    this.#patience = patience;
  }

  /** The token, until it is forgotten: those who come while it is under way wait for the same. */
  current(): Token {
    if (this.#token !== undefined) return this.#token;
    const token = this.#ask();
    this.#token = token;
    this.#since = performance.now();
    // Whoever waits for it is told; the next one asks again.
    token.catch(() => this.forget(token));
    return token;
  }

  /** A token that cannot have expired long ago. */
  young(): Token {
    return performance.now() - this.#since > YOUTH ? this.fresh() : this.current();
  }

  async #ask(): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const fail = (): void => reject(new Error(`it gave nothing for ${this.#patience} ms`));
      timer = setTimeout(fail, Math.min(this.#patience, LONGEST_TIMER));
      // Nobody may be waiting any more.
      timer.unref();
    });
    try {
      const given: unknown = await Promise.race([this.#provider(), late]);
      const token = typeof given === 'string' ? given.trim() : '';
      if (/^[\x21-\x7e]+$/.test(token)) return token;
      throw new TypeError('it gave something else than a text of printable ASCII characters without spaces');
    } finally {
      clearTimeout(timer);
    }
  }

  /** A token that was not used before. */
  fresh(): Token {
    this.#token = undefined;
    return this.current();
  }

  /** Has the next one who comes ask again, unless somebody did before. */
  forget(token: Token): void {
    if (this.#token === token) this.#token = undefined;
  }
}
