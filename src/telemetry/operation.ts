import type { QuerySummary } from '../../index.js';
import type { Attendant, Outcome } from '../attendant.ts';
import { ClickHouseError } from '../errors.ts';
import { parseSummary } from '../summary.ts';

export type Kind = 'query' | 'insert' | 'connection';

/** What is told of a request when it begins. */
export interface Told {
  readonly method: string;
  readonly sql: string;
  readonly queryId: string | undefined;
  readonly database: string | undefined;
  readonly host: string;
}

/** What is known at the end of every request. */
export interface End {
  readonly milliseconds: number;
  /** `host:port` of the server that answered. */
  readonly host: string | undefined;
}

/** Somebody who is told of a request. */
export interface Observer {
  ended(end: End, summary: QuerySummary): void;
  failed(end: End, error: unknown): void;
  /** Headers that let the server's own records join. */
  readonly headers?: readonly (readonly [string, string])[];
}

/** A request that somebody observes. */
export class Operation implements Attendant {
  readonly #observers: readonly Observer[];
  readonly #begun = performance.now();

  constructor(observers: readonly Observer[]) {
    this.#observers = observers;
  }

  get headers(): string[][] {
    return this.#observers.flatMap(({ headers = [] }) => headers.map((header) => [...header]));
  }

  over({ error, head, host, rows }: Outcome): void {
    const end = { milliseconds: performance.now() - this.#begun, host };
    for (const observer of this.#observers) {
      undisturbed(() => {
        if (error === undefined) observer.ended(end, parseSummary(head?.summary, rows));
        else observer.failed(end, error);
      });
    }
  }
}

/** Those who want to be told. */
export function observersOf(all: readonly (() => Observer | undefined)[]): Observer[] {
  return all.map(undisturbed).filter((observer) => observer !== undefined);
}

/** Requests go on whatever those do who only watch; Node warns of it. */
export function undisturbed<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch (error) {
    process.emitWarning(`what watches requests has failed: ${String(error)}`, 'ClickHouseWarning');
    return undefined;
  }
}

/** What an error says of itself outside of the program: a server's text may quote the statement. */
export function spoken(error: unknown): { readonly code: string | undefined; readonly message: string } {
  if (error instanceof ClickHouseError) {
    const { code, serverCode, message } = error;
    return { code, message: serverCode === undefined ? message : `the server refused it (${serverCode}, ${code})` };
  }
  return { code: undefined, message: error instanceof Error ? error.message : String(error) };
}
