import { setTimeout as sleep } from 'node:timers/promises';
import { atMost } from './at-most.ts';
import type { HeaderPairs } from './headers.ts';
import type { Login } from './login.ts';
import type { Cancellation, Session } from './native.ts';

/** Milliseconds that a token is waited for. */
const TOKEN_PATIENCE = 2000;
/** Milliseconds that `close` waits. */
const PATIENCE = 5000;

/** The requests that stop queries of one client on the server. */
export class Kills {
  readonly #session: Session;
  readonly #login: Login;
  readonly #running = new Set<Promise<void>>();

  constructor(session: Session, login: Login) {
    this.#session = session;
    this.#login = login;
  }

  /**
   * Stops a query, which has logged in by itself if it is `own`. Nobody but `close` waits for it: the query's connection is
   * closed already.
   */
  stop(cancellation: Cancellation, own: boolean): void {
    const stopped =
      this.#login.changes && !own
        ? this.#freshLogin().then((login) =>
            this.#session.kill(
              cancellation,
              login.map((pair) => [...pair]),
            ),
          )
        : this.#session.kill(cancellation, []);
    const killed = stopped.finally(() => this.#running.delete(killed));
    this.#running.add(killed);
  }

  /** Headers that log in now; none when they take too long, as those of the query may still do. */
  #freshLogin(): Promise<HeaderPairs> {
    return Promise.race([this.#login.headers(), sleep(TOKEN_PATIENCE, [], { ref: false })]);
  }

  /** Waits for those that are under way, but not for ever. */
  async settled(): Promise<void> {
    if (this.#running.size > 0) await atMost(PATIENCE, Promise.all(this.#running));
  }
}
