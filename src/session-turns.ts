import { setTimeout as sleep } from 'node:timers/promises';
import { atMost } from './at-most.ts';
import type { Attendant, Outcome } from './attendant.ts';
import type { Deadline } from './deadline.ts';
import type { Failure } from './errors.ts';

/** Code of SESSION_IS_LOCKED. */
export const LOCKED = 373;

/** When to ask again for a session that the server has not given free yet: what was stopped ends there a little later. */
export const PAUSES = [10, 20, 50, 100, 200, 500, 1000];

/** The requests of one session. */
interface Line {
  readonly turns: Turn[];
  /** The one before was stopped, so that the server may still be busy with it. */
  unsure: boolean;
}

/** What a request needs in its session. */
export interface Need {
  readonly deadline: Deadline | undefined;
  /** Of requests that cannot be sent twice: resolves when the server has given the session free. */
  readonly whenFree?: (() => Promise<void>) | undefined;
}

/** A session runs one request at a time; the others of this client wait in line. */
export class SessionTurns {
  readonly #lines = new Map<string, Line>();
  readonly patience: number;
  closed = false;

  /** `patience` is how long, in milliseconds, a request waits for one whose caller does nothing. */
  constructor(patience: number) {
    this.patience = patience;
  }

  /** A place at the end of a session's line. */
  turn(sessionId: string, need: Need): Turn {
    const line = this.#lines.get(sessionId) ?? { turns: [], unsure: false };
    this.#lines.set(sessionId, line);
    const leave = (): void => {
      if (line.turns.length === 0 && !line.unsure) this.#lines.delete(sessionId);
    };
    return new Turn(sessionId, { ...need, line, all: this, leave });
  }

  /** Lets everybody go: what they send is refused. */
  close(): void {
    this.closed = true;
    for (const { turns } of this.#lines.values()) for (const turn of turns) turn.wake();
  }
}

/** Where a turn stands. */
interface Place extends Need {
  readonly line: Line;
  readonly all: SessionTurns;
  readonly leave: () => void;
}

/** The turn of one request. */
export class Turn implements Attendant {
  readonly #sessionId: string;
  readonly #place: Place;
  #admit: (() => void) | undefined;
  #stopped = false;
  #locks = 0;
  /** Since when the server waits for the caller. */
  #idleSince: number | undefined;

  constructor(sessionId: string, place: Place) {
    this.#sessionId = sessionId;
    this.#place = place;
    place.line.turns.push(this);
  }

  async admit(): Promise<Failure | undefined> {
    const { line, deadline, all, whenFree } = this.#place;
    const admitted = new Promise<void>((resolve) => {
      this.#admit = resolve;
    });
    while (line.turns[0] !== this) {
      const patience = all.patience - this.#idleTime();
      if (patience <= 0) return this.#busy();
      const left = Math.min(patience, deadline?.left() ?? patience);
      // What is sent now is refused, because it was stopped or comes too late.
      if (this.#stopped || all.closed || left <= 0) return undefined;
      await atMost(left, admitted);
    }
    if (line.unsure && whenFree !== undefined && !this.#stopped) await whenFree();
    return undefined;
  }

  wake(): void {
    this.#stopped = true;
    this.#admit?.();
  }

  async again({ serverCode }: Failure): Promise<boolean> {
    if (serverCode !== LOCKED || this.#stopped || this.#place.whenFree !== undefined) return false;
    const pause = PAUSES[this.#locks++];
    if (pause !== undefined) await sleep(pause);
    return pause !== undefined;
  }

  awaited(is: boolean): void {
    this.#idleSince = is ? undefined : performance.now();
  }

  over({ error }: Outcome): void {
    const { line, leave } = this.#place;
    const index = line.turns.indexOf(this);
    if (index < 0) return;
    line.turns.splice(index, 1);
    if (index > 0) return;
    line.unsure = this.#stopped || error !== undefined;
    leave();
    const [next] = line.turns;
    if (next !== undefined) next.#admit?.();
  }

  /** How long the server has waited for the caller of the request that holds the session. */
  #idleTime(): number {
    const [holder] = this.#place.line.turns;
    const since = holder === undefined ? undefined : holder.#idleSince;
    return since === undefined ? 0 : performance.now() - since;
  }

  #busy(): Failure {
    return {
      failure: 'timeout',
      code: 'ERR_SESSION_BUSY',
      message:
        `the session '${this.#sessionId}' has been held for ${this.#place.all.patience} ms by a stream that nobody reads, or an ` +
        'insert whose source gives nothing: a session runs one request at a time, so read the stream to its end or close it first',
      retryable: false,
      attempts: 0,
    };
  }
}
