import type { Attendant } from './attendant.ts';
import type { ResolvedOptions } from './options.ts';
import { type Asking, Progress } from './progress.ts';
import type { Prepared } from './request.ts';
import type { SessionTurns } from './session-turns.ts';
import { publish } from './telemetry/channels.ts';
import { log } from './telemetry/log.ts';
import { type Kind, Operation, observersOf } from './telemetry/operation.ts';
import { trace } from './telemetry/span.ts';

/** A request, and what its attendants need. */
export interface Departure {
  readonly prepared: Prepared;
  readonly kind: Kind;
  readonly options: Pick<ResolvedOptions, 'host' | 'logger' | 'tracer'>;
  readonly turns: SessionTurns;
  readonly ask: Asking['ask'];
  /** Resolves when the server has given a session free. */
  readonly free: (sessionId: string) => Promise<void>;
  /** Ends the request with an error. */
  readonly fail: (error: unknown) => void;
}

/** All that go with one request, and the headers that they give it. */
export interface Company {
  readonly attendants: readonly Attendant[];
  readonly headers: readonly string[][];
}

const nobody: Company = { attendants: [], headers: [] };

export function company({ prepared, kind, options, turns, ask, free, fail }: Departure): Company {
  const { where: method, request, queryId, database, sessionId, onProgress, deadline } = prepared;
  if (prepared.quiet) return nobody;
  const told = { method, sql: request.sql, queryId, database, host: options.host };
  const observers = observersOf([
    () => publish(kind, told),
    () => log(options.logger, told),
    () => trace(options.tracer, told),
  ]);
  if (observers.length === 0 && sessionId === undefined && onProgress === undefined) return nobody;
  const operation = new Operation(observers);
  const attendants: Attendant[] = [operation];
  if (sessionId !== undefined) {
    // An insert cannot be sent twice.
    const whenFree = kind === 'insert' ? (): Promise<void> => free(sessionId) : undefined;
    attendants.push(turns.turn(sessionId, { deadline, whenFree }));
  }
  // The last, because what the callback throws is thrown.
  if (onProgress !== undefined) attendants.push(new Progress({ queryId: queryId ?? '', tell: onProgress, ask, fail }));
  const own = new Set(request.headers.map(([name = '']) => name.toLowerCase()));
  return { attendants, headers: operation.headers.filter(([name = '']) => !own.has(name)) };
}
