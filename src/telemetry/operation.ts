import type { QuerySummary } from '../../index.js';
import type { Attendant, Outcome } from '../attendant.ts';
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

/** Somebody who is told of a request. */
export interface Observer {
  ended(summary: QuerySummary, milliseconds: number): void;
  failed(error: unknown, milliseconds: number): void;
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

  over({ error, head }: Outcome): void {
    const milliseconds = performance.now() - this.#begun;
    for (const observer of this.#observers) {
      if (error === undefined) observer.ended(parseSummary(head?.summary), milliseconds);
      else observer.failed(error, milliseconds);
    }
  }
}
