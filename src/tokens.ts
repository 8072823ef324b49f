import type { TokenProvider } from '../index.js';

/** A token that is there or under way. */
export type Token = Promise<string>;

/** The token of a client and its sessions. */
export class Tokens {
  readonly #provider: TokenProvider;
  #token: Token | undefined;

  constructor(provider: TokenProvider) {
    this.#provider = provider;
  }

  /** The token, until it is forgotten: those who come while it is under way wait for the same. */
  current(): Token {
    if (this.#token !== undefined) return this.#token;
    const token = (async () => this.#provider())();
    this.#token = token;
    // Whoever waits for it is told; the next one asks again.
    token.catch(() => this.forget(token));
    return token;
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
