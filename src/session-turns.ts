import { setTimeout as sleep } from 'node:timers/promises';
import type { Attendant } from './attendant.ts';
import type { Failure } from './errors.ts';

/** Code of SESSION_IS_LOCKED. */
const LOCKED = 373;

/** When to ask again for a session that the server has not given free yet: what was stopped ends there a little later. */
const PAUSES = [10, 20, 50, 100, 200, 500, 1000];

/** A session runs one request at a time; the others of this client wait in line. */
export class SessionTurns {
  readonly #lines = new Map<string, Turn[]>();
  readonly #patience: number;

  /** `patience` is how long, in milliseconds, a request waits for a stream that nobody reads. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** A place at the end of a session's line. */
  turn(sessionId: string): Turn {
    const line = this.#lines.get(sessionId) ?? [];
    this.#lines.set(sessionId, line);
    const turn: Turn = new Turn(sessionId, this.#patience, line, () => {
      if (line.length === 0 && this.#lines.get(sessionId) === line) this.#lines.delete(sessionId);
    });
    return turn;
  }

  /** Lets everybody go: what they send is refused. */
  close(): void {
    for (const line of this.#lines.values()) for (const turn of line) turn.wake();
  }
}

/** The turn of one request. */
export class Turn implements Attendant {
  readonly #sessionId: string;
  readonly #patience: number;
  readonly #line: Turn[];
  readonly #onLeave: () => void;
  #admit: (() => void) | undefined;
  #awake = false;
  #locks = 0;
  /** Since when nobody waits for what the server sends. */
  #idleSince: number | undefined;

  constructor(sessionId: string, patience: number, line: Turn[], onLeave: () => void) {
    this.#sessionId = sessionId;
    this.#patience = patience;
    this.#line = line;
    this.#onLeave = onLeave;
    line.push(this);
  }

  async admit(): Promise<Failure | undefined> {
    const admitted = new Promise<void>((resolve) => {
      this.#admit = resolve;
    });
    while (!this.#awake && this.#line[0] !== this) {
      const left = this.#patience - this.#idleTime();
      if (left <= 0) return this.#busy();
      const waiting = new AbortController();
      const late = sleep(left, undefined, { signal: waiting.signal }).catch(() => undefined);
      await Promise.race([admitted, late]);
      waiting.abort();
    }
    return undefined;
  }

  wake(): void {
    this.#awake = true;
    this.#admit?.();
  }

  async again({ serverCode }: Failure): Promise<boolean> {
    const pause = serverCode === LOCKED ? PAUSES[this.#locks++] : undefined;
    if (pause === undefined || this.#awake) return false;
    await sleep(pause);
    return true;
  }

  awaited(is: boolean): void {
    this.#idleSince = is ? undefined : performance.now();
  }

  over(): void {
    const place = this.#line.indexOf(this);
    if (place < 0) return;
    this.#line.splice(place, 1);
    this.#onLeave();
    const next = this.#line[0];
    if (place === 0 && next !== undefined) next.#admit?.();
  }

  /** How long nobody has read what holds the session. */
  #idleTime(): number {
    const [holder] = this.#line;
    const since = holder === undefined ? undefined : holder.#idleSince;
    return since === undefined ? 0 : performance.now() - since;
  }

  #busy(): Failure {
    return {
      failure: 'timeout',
      code: 'ERR_SESSION_BUSY',
      message:
        `the session '${this.#sessionId}' is busy with a stream that nobody has read for ${this.#patience} ms: ` +
        'a session runs one request at a time, so read the stream to its end or close it first',
      retryable: false,
      attempts: 0,
    };
  }
}
