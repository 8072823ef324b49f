import type { Login } from './login.ts';
import type { Cancellation, Session } from './native.ts';

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
        ? this.#login.headers().then((login) =>
            this.#session.kill(
              cancellation,
              login.map((pair) => [...pair]),
            ),
          )
        : this.#session.kill(cancellation, []);
    const killed = stopped.finally(() => this.#running.delete(killed));
    this.#running.add(killed);
  }

  /** Waits for those that are under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }
}
